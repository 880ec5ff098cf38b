package io.burnrate.collector.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of a page. The short way takes the digits as one whole number and divides by a
 * power of ten, which is exact while the digits fit into 53 bits; all else goes to {@link
 * Double#parseDouble}. Both give the same bits. Not thread-safe.
 */
final class Decimal {
  /** A longer text is no number. */
  static final int MAX_CHARS = 64;

  private static final int MAX_DIGITS = 18;
  private static final long EXACT = 1L << 53;
  private static final double[] POWERS = powers();

  /** The number that was read last. */
  double value;

  /** Whether it was written with a decimal point or an exponent. */
  boolean fractional;

  /** Behind its last character. */
  int end;

  /**
   * Reads a plain decimal at {@code from} that ends with the line; false when there is something
   * else, which may be a number all the same.
   */
  boolean readPlain(byte[] text, int from, int limit) {
    int at = from;
    boolean negative = at < limit && text[at] == '-';
    if (negative) {
      at++;
    }
    int start = at;
    long digits = 0;
    int digit;
    while (at < limit && (digit = text[at] - '0') >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      at++;
    }
    int count = at - start;
    int decimals = 0;
    if (count > 0 && at < limit && text[at] == '.') {
      int point = ++at;
      while (at < limit && (digit = text[at] - '0') >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        at++;
      }
      decimals = at - point;
      if (decimals == 0 || digits > EXACT) {
        return false;
      }
    }
    if (count == 0 || count + decimals > MAX_DIGITS || at == limit || text[at] != '\n') {
      return false;
    }
    double magnitude = decimals == 0 ? digits : digits / POWERS[decimals];
    value = negative ? -magnitude : magnitude;
    fractional = decimals > 0;
    end = at;
    return true;
  }

  /** Reads any number from {@code text[from, to)}; null when it is one, else the reason. */
  @Nullable Reject read(byte[] text, int from, int to) {
    if (to - from > MAX_CHARS) {
      return Reject.NOT_A_NUMBER;
    }
    String written = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    boolean digitsOnly = true;
    fractional = false;
    for (int i = 0; i < written.length(); i++) {
      char each = written.charAt(i);
      boolean mark = each == '.' || each == 'e' || each == 'E';
      fractional |= mark;
      digitsOnly &= mark || each == '+' || each == '-' || (each >= '0' && each <= '9');
    }
    if (!digitsOnly) {
      return word(written);
    }
    try {
      value = Double.parseDouble(written);
    } catch (NumberFormatException e) {
      return Reject.NOT_A_NUMBER;
    }
    return null;
  }

  private static Reject word(String written) {
    if (written.startsWith("<<<")) {
      return Reject.SENTINEL;
    }
    String bare = written.toLowerCase(Locale.ROOT);
    if (bare.startsWith("+") || bare.startsWith("-")) {
      bare = bare.substring(1);
    }
    boolean known = bare.equals("nan") || bare.equals("inf") || bare.equals("infinity");
    return known ? Reject.NOT_FINITE : Reject.NOT_A_NUMBER;
  }

  private static double[] powers() {
    double[] powers = new double[MAX_DIGITS + 1];
    double power = 1;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power;
      power *= 10;
    }
    return powers;
  }
}
