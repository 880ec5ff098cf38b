package io.burnrate.server.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 512KiB}, {@code 64MiB}. */
final class Sizes {
  static final String EXAMPLES = "a size such as 512KiB, 64MiB or 2GiB";

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,6})(" + String.join("|", UNITS) + ")");

  private Sizes() {}

  /** The number of bytes that {@code text} names; units are powers of 1024 only. */
  static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(Long.parseLong(matcher.group(1)) << (10 * UNITS.indexOf(matcher.group(2))))
        : Optional.empty();
  }

  /** In the largest unit that needs no fraction. */
  static String show(long bytes) {
    int unit = 0;
    long count = bytes;
    while (count >= 1024 && count % 1024 == 0 && unit < UNITS.size() - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS.get(unit);
  }
}
