package io.burnrate.drift;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How figures and names are written for a person. */
final class Wording {
  /** Longer names are cut. */
  static final int MAX_NAME = 60;

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Wording() {}

  /** A whole number in full, another one with six digits. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros().toString();
  }

  /** A figure with three digits, such as 0.0123 or 1.2E-45. */
  static String figure(double value) {
    if (value == 0) {
      return "0";
    }
    boolean tiny = Math.abs(value) < 0.001;
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(tiny ? 2 : 3));
    return tiny ? rounded.toString() : rounded.toPlainString();
  }

  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String name(String name) {
    if (name.length() <= MAX_NAME) {
      return name;
    }
    int end = Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
    return name.substring(0, end) + "...";
  }
}
