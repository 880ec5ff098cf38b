package io.burnrate.collector.otlp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests under way, and tells when the last is over. Thread-safe. */
final class UnderWay {
  private final AtomicInteger requests = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean closing;

  void enter() {
    requests.incrementAndGet();
  }

  void leave() {
    if (requests.decrementAndGet() == 0 && closing) {
      drained.tryComplete();
    }
  }

  /** Whether nothing more is to be taken in. */
  boolean closing() {
    return closing;
  }

  /** Completes once nothing is under way. */
  Future<Void> drain() {
    closing = true;
    if (requests.get() == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }
}
