package io.burnrate.collector.sources;

import io.burnrate.collector.http.CleanText;

/** Texts of senders, made fit to be shown. */
final class SourceText {
  private static final char REPLACEMENT = '\uFFFD';

  private SourceText() {}

  /**
   * {@code raw} cut to {@code maxChars} UTF-16 units, with U+FFFD for each control character, line
   * separator, half of a surrogate pair and invisible formatting character, such as those that turn
   * the direction of text around.
   */
  static String of(String raw, int maxChars) {
    String text = CleanText.of(raw, maxChars);
    for (int i = 0; i < text.length(); i++) {
      if (hidden(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(hidden(c) ? REPLACEMENT : c);
    }
    return shown.toString();
  }

  private static boolean hidden(char c) {
    if (c >= ' ' && c < 0x7f) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
