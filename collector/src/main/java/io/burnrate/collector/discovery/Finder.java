package io.burnrate.collector.discovery;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Finds targets, and finds them again when they change. */
interface Finder {
  /** Where the finds go. Thread-safe. */
  interface Finds {
    /** All that there is now, in place of what there was; each as its labels. */
    void found(List<Map<String, String>> targets);

    /** It could not be looked; what was found before holds. */
    void failed(String reason, String message);
  }

  /** Begins to look. Does not wait for a find, nor fail because there is none. */
  void start(Finds finds);

  Future<Void> stop();
}
