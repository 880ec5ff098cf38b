package io.burnrate.domain;

/** Constructor checks. Each throws {@link IllegalArgumentException} that names the field. */
public final class Checks {
  private Checks() {}

  /** Returns {@code value} if it is finite and at least {@code least}. */
  public static double finiteAtLeast(double least, double value, String name) {
    if (!Double.isFinite(value) || value < least) {
      throw new IllegalArgumentException(
          name + ": expected a finite number of at least " + least + ", got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it lies in [0, 1]. */
  public static double ratio(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": expected a ratio from 0 to 1, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it is not negative. */
  public static long notNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": expected at least 0, got " + value);
    }
    return value;
  }

  /** Returns {@code value} if it is not blank. */
  public static String notBlank(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + ": expected a text, got nothing");
    }
    return value;
  }
}
