package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;

/** Numbers as senders write them: also a count as a float, and either as a text. */
final class Numbers {
  /** Longer texts are no numbers. */
  private static final int MAX_CHARS = 24;

  private Numbers() {}

  /** A whole number that is not negative; {@link Long#MIN_VALUE} for anything else. */
  static long count(AnyValue value) {
    long count =
        switch (value.getValueCase()) {
          case INT_VALUE -> value.getIntValue();
          case DOUBLE_VALUE -> count(value.getDoubleValue());
          case STRING_VALUE -> count(value.getStringValue());
          default -> -1;
        };
    return count < 0 ? Long.MIN_VALUE : count;
  }

  /** A finite number; NaN for anything else. */
  static double number(AnyValue value) {
    double number =
        switch (value.getValueCase()) {
          case INT_VALUE -> value.getIntValue();
          case DOUBLE_VALUE -> value.getDoubleValue();
          case STRING_VALUE -> number(value.getStringValue());
          default -> Double.NaN;
        };
    return Double.isInfinite(number) ? Double.NaN : number;
  }

  /** Whether it was written as a whole number. */
  static boolean whole(AnyValue value) {
    return value.hasIntValue() || (value.hasStringValue() && count(value) >= 0);
  }

  private static long count(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? (long) value : -1;
  }

  private static long count(String text) {
    try {
      return text.length() > 18 ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static double number(String text) {
    try {
      return text.length() > MAX_CHARS ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
