package io.burnrate.domain;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time that includes its start and excludes its end. */
public record TimeRange(Instant start, Instant end) {
  public TimeRange {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("end " + end + " lies before start " + start);
    }
  }

  /** The {@code length} that ends at {@code end}. */
  public static TimeRange ending(Instant end, Duration length) {
    return new TimeRange(end.minus(length), end);
  }

  public Duration length() {
    return Duration.between(start, end);
  }
}
