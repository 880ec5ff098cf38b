package io.burnrate.server.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of value.
 *
 * @param expected what is allowed, for the sentence "expected …, got …"
 * @param parse the value of a text; empty when it is not allowed
 * @param show the value as a text that {@code parse} reads back, or that hides a secret
 * @param hidden whether not even a wrong value may be printed
 * @param names what a slip may have been meant for; none where anything goes
 * @param element of a list, what each of its values is; none for a single value
 */
record Kind<T>(
    String expected,
    Function<String, Optional<T>> parse,
    Function<T, String> show,
    boolean hidden,
    List<String> names,
    Optional<Kind<?>> element) {
  Kind(
      String expected,
      Function<String, Optional<T>> parse,
      Function<T, String> show,
      boolean hidden) {
    this(expected, parse, show, hidden, List.of(), Optional.empty());
  }

  /** Whether it is a list; its text has its values between commas. */
  boolean list() {
    return element.isPresent();
  }

  private static final int LONGEST_QUOTE = 60;

  /** The sentence about a value that is not allowed. */
  String refuse(String found) {
    if (element.isPresent()) {
      Kind<?> each = element.get();
      for (String value : Kinds.split(found)) {
        if (each.parse().apply(value).isEmpty()) {
          return each.refuse(value);
        }
      }
    }
    if (hidden) {
      return "expected " + expected + " (what was found is not shown)";
    }
    String cut = found.length() > LONGEST_QUOTE ? found.substring(0, LONGEST_QUOTE) + "…" : found;
    String hint =
        Suggestion.nearest(found, names).map(near -> "; did you mean " + near + "?").orElse("");
    return "expected " + expected + ", got '" + cut.replaceAll("\\p{Cntrl}", " ") + "'" + hint;
  }
}
