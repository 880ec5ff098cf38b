package io.burnrate.simulator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a delivery a few times with growing pauses, and logs a failure at most every half minute.
 * Used by one thread.
 */
final class Courier {
  static final int MOST_TRIES = 5;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final String what;
  private final AtomicLong retries;
  private long quietUntilNanos = System.nanoTime();

  /** How one try ended. */
  enum Outcome {
    DELIVERED,
    /** Another try will not help. */
    REFUSED,
    FAILED
  }

  /** One try. */
  interface Attempt {
    Outcome deliver() throws InterruptedException;
  }

  Courier(String what, AtomicLong retries) {
    this.what = what;
    this.retries = retries;
  }

  /** Whether it was delivered in the end. */
  boolean deliver(Attempt attempt) throws InterruptedException {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    for (int tries = 1; ; tries++) {
      Outcome outcome = attempt.deliver();
      if (outcome == Outcome.DELIVERED) {
        return true;
      }
      if (outcome == Outcome.REFUSED || tries == MOST_TRIES) {
        complain(outcome);
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(pauseMillis);
      pauseMillis *= 3;
      retries.incrementAndGet();
    }
  }

  private void complain(Outcome outcome) {
    long now = System.nanoTime();
    if (now - quietUntilNanos >= 0) {
      LOG.warn("Simulated {} could not be sent: {}", what, outcome);
      quietUntilNanos = now + LOG_EVERY_NANOS;
    }
  }
}
