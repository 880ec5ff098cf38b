package io.burnrate.collector.otlp;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code grpc-timeout}: up to eight digits and a unit. */
final class GrpcTimeout {
  /** A longer one is cut to this. */
  static final long MAX_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /** How long a call may take, at least 1; -1 where the header is not of its form. */
  static long millis(@Nullable String header) {
    if (header == null) {
      return MAX_MILLIS;
    }
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return -1;
    }
    long millis = unit(matcher.group(2).charAt(0)).toMillis(Long.parseLong(matcher.group(1)));
    return Math.max(1, Math.min(millis, MAX_MILLIS));
  }

  private static TimeUnit unit(char letter) {
    return switch (letter) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }
}
