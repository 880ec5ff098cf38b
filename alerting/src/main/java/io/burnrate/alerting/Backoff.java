package io.burnrate.alerting;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures: {@code first}, doubled each time up to {@code longest}, of which
 * half is certain and half is left to chance.
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {
  /** No server may ask for a longer pause than this. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 30;

  Duration afterFailures(int failures) {
    long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1));
    long ceiling = Math.min(longest.toMillis(), doubled);
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }
}
