package io.burnrate.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 500ms}, {@code 15s}, {@code 1h30m}, {@code 30d}. */
public final class Durations {
  /** What to tell somebody who wrote something else. */
  public static final String EXAMPLES = "a duration such as 500ms, 15s, 5m, 1h30m or 30d";

  private static final Pattern FORM =
      Pattern.compile(
          "(?=\\d)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?"
              + "(?:(\\d{1,9})ms)?");
  private static final long[] UNIT_MILLIS = {86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L};
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  private Durations() {}

  /** The length that {@code text} names: units from large to small, each at most once. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long millis = 0;
    for (int i = 0; i < UNITS.length; i++) {
      String digits = matcher.group(i + 1);
      millis += digits == null ? 0 : Long.parseLong(digits) * UNIT_MILLIS[i];
    }
    return Optional.of(Duration.ofMillis(millis));
  }

  /** The shortest text that {@link #parse} reads back; parts of a millisecond are lost. */
  public static String show(Duration duration) {
    long millis = duration.toMillis();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < UNITS.length; i++) {
      long count = millis / UNIT_MILLIS[i];
      if (count > 0) {
        text.append(count).append(UNITS[i]);
        millis -= count * UNIT_MILLIS[i];
      }
    }
    return text.length() == 0 ? "0s" : text.toString();
  }
}
