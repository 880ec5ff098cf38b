package io.burnrate.alerting;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What cannot be read now: each failure is counted, the first of a row is logged. Thread-safe. */
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Alerting.class);

  private final AtomicLong failures = new AtomicLong();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  void missing(String what, Throwable failure) {
    failures.incrementAndGet();
    if (begins(what)) {
      LOG.warn("{} could not be read; what rests on it counts as missing", what, failure);
    }
  }

  /** Notes without counting that {@code what} fails; whether it did not before. */
  boolean begins(String what) {
    return failing.add(what);
  }

  void present(String what) {
    if (failing.remove(what)) {
      LOG.info("{} can be used again", what);
    }
  }

  long failures() {
    return failures.get();
  }
}
