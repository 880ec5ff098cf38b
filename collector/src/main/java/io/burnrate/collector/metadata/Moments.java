package io.burnrate.collector.metadata;

import java.time.InstantSource;

/**
 * The milliseconds of a clock, each given out once and never an earlier one after a later: rows of
 * one thing at one time would be taken for one. While more than a thousand a second are asked for
 * they run ahead of the clock. Thread-safe.
 */
final class Moments {
  private final InstantSource clock;
  private long last = Long.MIN_VALUE;

  Moments(InstantSource clock) {
    this.clock = clock;
  }

  synchronized long next() {
    last = Math.max(clock.millis(), last + 1);
    return last;
  }
}
