package io.burnrate.server.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of value.
 *
 * @param expected what is allowed, for the sentence "expected …, got …"
 * @param parse the value of a text; empty when it is not allowed
 * @param show the value as a text that {@code parse} reads back, or that hides a secret
 * @param hidden whether not even a wrong value may be printed
 */
record Kind<T>(
    String expected,
    Function<String, Optional<T>> parse,
    Function<T, String> show,
    boolean hidden) {
  private static final int LONGEST_QUOTE = 60;

  /** The sentence about a value that is not allowed. */
  String refuse(String found) {
    if (hidden) {
      return "expected " + expected + " (what was found is not shown)";
    }
    String cut = found.length() > LONGEST_QUOTE ? found.substring(0, LONGEST_QUOTE) + "…" : found;
    return "expected " + expected + ", got '" + cut.replaceAll("\\p{Cntrl}", " ") + "'";
  }
}
