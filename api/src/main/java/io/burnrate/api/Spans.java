package io.burnrate.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths and points of time as people write them. */
final class Spans {
  private static final Pattern LENGTH =
      Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?");

  private static final Pattern EPOCH = Pattern.compile("\\d{1,15}(?:\\.\\d{1,9})?");

  /** An epoch number from here on is milliseconds: as seconds it would lie after the year 5000. */
  private static final long LEAST_MILLIS = 100_000_000_000L;

  private Spans() {}

  /** {@code 5m}, {@code 1h}, {@code 1h30m}; empty when {@code text} is nothing like it. */
  static Optional<Duration> length(String text) {
    Matcher matcher = LENGTH.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(matcher.group(1)))
            .plusHours(number(matcher.group(2)))
            .plusMinutes(number(matcher.group(3)))
            .plusSeconds(number(matcher.group(4))));
  }

  /** A length in its largest whole unit: {@code 5m}, {@code 6h}, {@code 90s}. */
  static String text(Duration length) {
    long seconds = length.toSeconds();
    if (seconds > 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds > 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /**
   * RFC 3339, or seconds or milliseconds since 1970; empty when {@code text} is nothing like it.
   */
  static Optional<Instant> instant(String text) {
    if (EPOCH.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      return Optional.of(
          Instant.ofEpochMilli(Math.round(number >= LEAST_MILLIS ? number : number * 1e3)));
    }
    try {
      // A plus that was not percent-encoded arrives as a space.
      return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
