package io.burnrate.collector.serving;

import java.util.Map;

/** What a server's number is in, and how it becomes ours. */
enum Unit {
  ONE(1, false),
  /** From 0 to 1; sampling noise slightly above 1 is cut to 1. */
  RATIO(1, false),
  SECONDS(1, true),
  MILLISECONDS(1e3, true),
  MICROSECONDS(1e6, true);

  private static final double MAX_RATIO = 1.01;

  /** As in the table of names, and as OpenTelemetry and Prometheus name units. */
  private static final Map<String, Unit> NAMES =
      Map.of(
          "1", ONE,
          "ratio", RATIO,
          "s", SECONDS,
          "seconds", SECONDS,
          "ms", MILLISECONDS,
          "milliseconds", MILLISECONDS,
          "us", MICROSECONDS,
          "microseconds", MICROSECONDS);

  private final double divisor;
  private final boolean time;

  Unit(double divisor, boolean time) {
    this.divisor = divisor;
    this.time = time;
  }

  /** The unit called {@code name}; throws {@link IllegalArgumentException} if there is none. */
  static Unit named(String name) {
    Unit unit = NAMES.get(name);
    if (unit == null) {
      throw new IllegalArgumentException("no such unit: " + name);
    }
    return unit;
  }

  /** The unit of time that a sender tells, instead of this one; else this one. */
  Unit told(String name) {
    Unit told = NAMES.getOrDefault(name, this);
    return time && told.time ? told : this;
  }

  boolean accepts(double value) {
    return value >= 0 && (this != RATIO || value <= MAX_RATIO);
  }

  /** In our unit. */
  double convert(double value) {
    // Dividing by a power of ten rounds once, so that a decimal edge stays the decimal it was.
    double ours = value / divisor + 0.0;
    return this == RATIO && ours > 1 ? 1 : ours;
  }
}
