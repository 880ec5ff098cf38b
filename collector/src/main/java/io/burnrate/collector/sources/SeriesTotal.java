package io.burnrate.collector.sources;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The series of all sources together, and the limits. Thread-safe. */
final class SeriesTotal {
  private final LimitsConfig limits;
  private final InstantSource clock;
  private final AtomicLong series = new AtomicLong();

  SeriesTotal(LimitsConfig limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  int maxSeriesPerSource() {
    return limits.maxSeriesPerSource();
  }

  /** Whether there may be one more, which then counts. */
  boolean enter() {
    if (series.incrementAndGet() > limits.maxSeries()) {
      series.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave(long count) {
    series.addAndGet(-count);
  }

  long count() {
    return series.get();
  }

  long millis() {
    return clock.millis();
  }
}
