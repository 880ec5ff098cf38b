package io.burnrate.collector.http;

/** Texts from outside, made fit to be stored. */
public final class CleanText {
  private static final char REPLACEMENT = '\uFFFD';

  private CleanText() {}

  /**
   * {@code text} without NUL and without halves of surrogate pairs, neither of which is storable
   * UTF-8 (each becomes U+FFFD), cut to {@code maxChars} UTF-16 units.
   */
  public static String of(String text, int maxChars) {
    int length = Math.min(text.length(), maxChars);
    if (length < text.length()
        && length > 0
        && Character.isHighSurrogate(text.charAt(length - 1))) {
      length--;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return replaced(text, length);
      }
    }
    return length == text.length() ? text : text.substring(0, length);
  }

  private static String replaced(String text, int length) {
    StringBuilder clean = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < length
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return clean.toString();
  }
}
