package io.burnrate.collector.predictions;

import io.burnrate.collector.predictions.BadLine.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The times that a line may carry. */
final class Times {
  /**
   * Numbers below are seconds since the epoch (until the year 5138), others milliseconds (from
   * March 1973).
   */
  static final double SECONDS_BELOW = 1e11;

  /** Beyond any clock; keeps the arithmetic exact. */
  private static final double MAX_MILLIS = 1e15;

  private Times() {}

  static Instant ofNumber(double number) throws BadLine {
    double millis = number < SECONDS_BELOW ? number * 1000 : number;
    if (!(millis >= 0)) {
      throw bad("lies before 1970");
    }
    if (millis > MAX_MILLIS) {
      throw bad("expected seconds or milliseconds since 1970");
    }
    return Instant.ofEpochMilli(Math.round(millis));
  }

  /** RFC 3339, with an offset or Z. */
  static Instant ofText(String text) throws BadLine {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isBefore(Instant.EPOCH)) {
        throw bad("lies before 1970");
      }
      return time;
    } catch (DateTimeException e) {
      throw bad("expected a time such as 2026-01-31T08:00:00Z");
    }
  }

  static BadLine bad(String detail) {
    return new BadLine(Reason.TIME, "time: " + detail);
  }
}
