package io.burnrate.alerting;

import io.burnrate.store.Shards;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rows that the store has yet to take and that are no alert's present state: the end of pending
 * ones, and what webhooks were told. Not thread-safe: the book's lock guards it.
 */
final class OwedEvents {
  private final Map<String, AlertEvent> inactive = new LinkedHashMap<>();
  private final Map<List<String>, AlertEvent> told = new LinkedHashMap<>();
  private long forgotten;

  /** A pending alert is over. The oldest row goes when there are too many. */
  void ended(AlertEvent event) {
    inactive.put(event.fingerprint(), event);
    if (inactive.size() > AlertBook.MAX_RESOLVED) {
      inactive.remove(inactive.keySet().iterator().next());
      forgotten++;
    }
  }

  /** A webhook was told of an alert; takes the place of what it was told before. */
  void told(AlertEvent event) {
    told.put(List.of(event.fingerprint(), event.receiver()), event);
  }

  Stream<AlertEvent> ends() {
    return inactive.values().stream();
  }

  Stream<AlertEvent> deliveries() {
    return told.values().stream();
  }

  void saved(AlertEvent event) {
    if (event.receiver().isEmpty()) {
      inactive.remove(event.fingerprint(), event);
    } else {
      told.remove(List.of(event.fingerprint(), event.receiver()), event);
    }
  }

  void loseEnds(Shards shards) {
    inactive.keySet().removeIf(shards::holds);
  }

  void loseDeliveries(Shards shards) {
    told.keySet().removeIf(key -> shards.holds(key.get(0)));
  }

  /** Rows of ended pending alerts given up because the store did not take them for too long. */
  long forgotten() {
    return forgotten;
  }
}
