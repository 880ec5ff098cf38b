package io.burnrate.api;

import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query parameters of one question, each given once and known. Everything that is wrong becomes
 * a {@link ProblemException} that names the parameter and what is allowed.
 */
final class Parameters {
  /** The most items that one list may be asked for; longer lists are cut there. */
  static final int MAX_ITEMS = 100_000;

  static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);

  private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(15);

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /** Takes what was given; all of it must be in {@code allowed}. */
  static Parameters of(List<Map.Entry<String, String>> given, List<String> allowed) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> each : given) {
      if (!allowed.contains(each.getKey())) {
        throw ProblemException.unknownParameter(each.getKey(), allowed);
      }
      if (values.put(each.getKey(), each.getValue()) != null) {
        throw ProblemException.repeated(each.getKey());
      }
    }
    return new Parameters(values);
  }

  /** One of {@code allowed} by its wire name; the cluster when not given. */
  Dimension by(List<Dimension> allowed) {
    String found = values.get("by");
    if (found == null) {
      return Dimension.CLUSTER;
    }
    return Dimension.ofKey(found)
        .filter(allowed::contains)
        .orElseThrow(
            () ->
                ProblemException.badValue(
                    "by", found, oneOf(allowed.stream().map(Dimension::key).toList())));
  }

  /** One minute to the longest range that is answered for. */
  Duration window() {
    String found = values.get("window");
    if (found == null) {
      return DEFAULT_WINDOW;
    }
    return Spans.length(found)
        .filter(window -> window.compareTo(SHORTEST_WINDOW) >= 0)
        .filter(window -> window.compareTo(Analytics.LONGEST_RANGE) <= 0)
        .orElseThrow(
            () ->
                ProblemException.badValue(
                    "window", found, "a length such as 15m, from 1m to " + longestRange()));
  }

  /** RFC 3339, or seconds or milliseconds since 1970. */
  Optional<Instant> instant(String name) {
    String found = values.get(name);
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(
        Spans.instant(found)
            .orElseThrow(
                () ->
                    ProblemException.badValue(
                        name,
                        found,
                        "RFC 3339 such as 2026-01-31T12:00:00Z, or seconds or milliseconds since"
                            + " 1970")));
  }

  /** How many items are wanted at most. */
  int limit() {
    String found = values.get("limit");
    if (found == null) {
      return MAX_ITEMS;
    }
    if (found.matches("\\d{1,6}")) {
      int limit = Integer.parseInt(found);
      if (limit >= 1 && limit <= MAX_ITEMS) {
        return limit;
      }
    }
    throw ProblemException.badValue("limit", found, "a whole number from 1 to " + MAX_ITEMS);
  }

  /** Any text. */
  Optional<String> text(String name) {
    String found = values.get(name);
    if (found != null && found.isBlank()) {
      throw ProblemException.badValue(name, found, "a text");
    }
    return Optional.ofNullable(found);
  }

  /** One of {@code allowed}. */
  Optional<String> choice(String name, Collection<String> allowed) {
    String found = values.get(name);
    if (found != null && !allowed.contains(found)) {
      throw ProblemException.badValue(name, found, oneOf(allowed));
    }
    return Optional.ofNullable(found);
  }

  static String longestRange() {
    return Spans.text(Analytics.LONGEST_RANGE);
  }

  private static String oneOf(Collection<String> allowed) {
    return "one of " + allowed;
  }
}
