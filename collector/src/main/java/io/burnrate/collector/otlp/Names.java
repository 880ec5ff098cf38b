package io.burnrate.collector.otlp;

import io.burnrate.collector.http.CleanText;

/** Names from outside. */
final class Names {
  /** Longer ones are cut. */
  static final int MAX_CHARS = 1024;

  private Names() {}

  static String of(String text) {
    return CleanText.of(text, MAX_CHARS);
  }
}
