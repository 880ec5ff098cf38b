package io.burnrate.collector.discovery;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Prometheus writes them: {@code 1m30s}, {@code 500ms}. */
final class Prometheus {
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d{1,6})y)?(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?"
              + "(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final long[] MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
  };

  private Prometheus() {}

  /** Null where {@code text} is none. */
  static @Nullable Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return null;
    }
    long millis = 0;
    for (int i = 0; i < MILLIS.length; i++) {
      String number = matcher.group(i + 1);
      millis += number == null ? 0 : Long.parseLong(number) * MILLIS[i];
    }
    return Duration.ofMillis(millis);
  }

  static String show(Duration duration) {
    long left = duration.toMillis();
    StringBuilder text = new StringBuilder();
    String[] units = {"h", "m", "s", "ms"};
    for (int i = 0; i < units.length; i++) {
      long unit = MILLIS[i + 3];
      if (left >= unit) {
        text.append(left / unit).append(units[i]);
        left %= unit;
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
