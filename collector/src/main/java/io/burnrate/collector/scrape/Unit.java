package io.burnrate.collector.scrape;

/**
 * What a DCGM field's number means, and how it becomes ours. The ranges end below DCGM's values for
 * "blank", so one comparison lets a good number through and {@link #refusal} names the reason for
 * the others.
 */
enum Unit {
  /** 0 to 100. */
  PERCENT(0, 101, 1, 100, true),
  /** 0 to 1; sampling noise slightly above 1 is cut to 1. */
  RATIO(0, 1.01, 1, 1, true),
  /** MiB, as whole numbers. */
  MEBIBYTES(0, Unit.INT32_BLANK - 1, 1_048_576, 1, false),
  /** Degrees Celsius. */
  CELSIUS(-273.15, Unit.INT32_BLANK - 1, 1, 1, false),
  /** A number that fits into 31 bits. */
  NARROW(0, Unit.INT32_BLANK - 1, 1, 1, false),
  /** A 64-bit counter or rate, where a 32-bit blank is a number like any other. */
  WIDE(0, 9.2e18 - 1024, 1, 1, false);

  /** DCGM's first 32-bit "no value"; three more follow. */
  static final double INT32_BLANK = 2_147_483_632d;

  /** DCGM's first floating-point "no value"; three more follow. */
  static final double DOUBLE_BLANK = 140_737_488_355_328d;

  /** DCGM's 64-bit "no value" and all above; exact comparison fails in a double. */
  static final double INT64_BLANK = 9.2e18;

  private final double least;
  private final double most;
  private final double factor;
  private final double divisor;
  private final boolean ratio;

  Unit(double least, double most, double factor, double divisor, boolean ratio) {
    this.least = least;
    this.most = most;
    this.factor = factor;
    this.divisor = divisor;
    this.ratio = ratio;
  }

  boolean accepts(double raw) {
    return raw >= least && raw <= most;
  }

  /** In our unit; only for a number that is accepted. */
  double convert(double raw) {
    double value = raw * factor / divisor + 0.0;
    return ratio && value > 1 ? 1 : value;
  }

  /** Why {@code raw} is not accepted. */
  static Reject refusal(double raw) {
    if (Double.isNaN(raw) || Double.isInfinite(raw)) {
      return Reject.NOT_FINITE;
    }
    boolean blank =
        raw >= INT64_BLANK
            || (raw >= INT32_BLANK && raw <= INT32_BLANK + 3)
            || (raw >= DOUBLE_BLANK && raw <= DOUBLE_BLANK + 3);
    return blank ? Reject.SENTINEL : Reject.OUT_OF_RANGE;
  }
}
