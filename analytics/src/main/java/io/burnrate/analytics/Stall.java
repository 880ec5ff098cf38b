package io.burnrate.analytics;

import java.time.Duration;
import java.time.Instant;

/**
 * Holds minutes open while rows do not come through: a reading that waits somewhere is no silence
 * of its GPU. When rows come again, those that waited have {@code closeAfter} to arrive.
 * Thread-safe.
 */
final class Stall {
  /** Rows that are handed on later than this are waited for. */
  static final Duration TOLERATED = Duration.ofSeconds(10);

  private final Duration closeAfter;
  private Instant heldUntil = Instant.MIN;
  private boolean stalled;

  Stall(Duration closeAfter) {
    this.closeAfter = closeAfter;
  }

  /** Whether minutes stay open at {@code now}, when rows until {@code currentAt} have come. */
  synchronized boolean holds(Instant now, Instant currentAt) {
    if (currentAt.isBefore(now.minus(TOLERATED))) {
      heldUntil = Instant.MAX;
    } else if (heldUntil.equals(Instant.MAX)) {
      heldUntil = now.plus(closeAfter);
    }
    stalled = now.isBefore(heldUntil);
    return stalled;
  }

  /** The last answer. */
  synchronized boolean stalled() {
    return stalled;
  }
}
