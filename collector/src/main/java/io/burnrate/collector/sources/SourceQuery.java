package io.burnrate.collector.sources;

import io.burnrate.collector.http.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which sources are asked for.
 *
 * @param name a part of the name, in any case
 * @param dialect a part of the name of a dialect, in any case
 * @param limit the most that are wanted
 */
record SourceQuery(
    Optional<String> route,
    Optional<String> name,
    Optional<String> dialect,
    Order order,
    int limit) {
  static final int DEFAULT_LIMIT = 100;

  /** The longest query string. */
  static final int MAX_QUERY_LENGTH = 2_048;

  private static final Set<String> KNOWN = Set.of("route", "name", "dialect", "sort", "limit");

  /** What comes first: the largest figure. Equal ones come by name and route. */
  enum Order {
    RATE("rate"),
    ACCEPTED("accepted"),
    REJECTED("rejected"),
    LAG("lag"),
    LAST_HEARD("lastHeard"),
    NAME("name");

    private final String key;

    Order(String key) {
      this.key = key;
    }

    double figure(Source source) {
      return switch (this) {
        case RATE -> source.acceptedPerSecond();
        case ACCEPTED -> source.accepted();
        case REJECTED -> source.rejectedCount();
        case LAG -> source.lagMillis();
        case LAST_HEARD -> source.lastHeardMillis();
        case NAME -> 0;
      };
    }
  }

  /** A source with the figure that it is sorted by, which goes on changing in the source itself. */
  private record Place(Source source, double figure) {}

  private static final Comparator<Place> FIRST =
      Comparator.comparingDouble(Place::figure)
          .reversed()
          .thenComparing(place -> place.source().name())
          .thenComparing(place -> place.source().route());

  /** The first of {@code sources}, in order. */
  List<Source> first(Collection<Source> sources) {
    return sources.stream()
        .map(source -> new Place(source, order.figure(source)))
        .sorted(FIRST)
        .limit(limit)
        .map(Place::source)
        .toList();
  }

  /** Throws a {@link Refusal} that names the parameter that is wrong, and what is allowed. */
  static SourceQuery of(RoutingContext context) {
    String text = context.request().query();
    if (text != null && text.length() > MAX_QUERY_LENGTH) {
      throw new Refusal(
          414, "TOO_LARGE", "The query is longer than " + MAX_QUERY_LENGTH + " characters");
    }
    MultiMap given = context.queryParams();
    for (String each : given.names()) {
      if (!KNOWN.contains(each)) {
        throw wrong(shown(each) + ": no such parameter; allowed are " + List.copyOf(sorted()));
      }
      if (given.getAll(each).size() > 1) {
        throw wrong(each + ": expected once, got it several times");
      }
    }
    return new SourceQuery(
        text(given, "route"),
        text(given, "name"),
        text(given, "dialect"),
        order(given),
        limit(given));
  }

  boolean matches(Source source) {
    return (route.isEmpty() || route.get().equals(source.route()))
        && (name.isEmpty() || contains(source.name(), name.get()))
        && (dialect.isEmpty()
            || source.dialects().stream().anyMatch(each -> contains(each, dialect.get())));
  }

  private static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> text(MultiMap given, String parameter) {
    String found = given.get(parameter);
    if (found != null && found.isBlank()) {
      throw wrong(parameter + ": expected a text, got none");
    }
    return Optional.ofNullable(found);
  }

  private static Order order(MultiMap given) {
    String found = given.get("sort");
    if (found == null) {
      return Order.RATE;
    }
    return Arrays.stream(Order.values())
        .filter(each -> each.key.equals(found))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "sort: expected one of "
                        + Arrays.stream(Order.values()).map(each -> each.key).toList()
                        + ", got '"
                        + shown(found)
                        + "'"));
  }

  private static int limit(MultiMap given) {
    String found = given.get("limit");
    if (found == null) {
      return DEFAULT_LIMIT;
    }
    int limit = found.matches("\\d{1,5}") ? Integer.parseInt(found) : 0;
    if (limit < 1 || limit > Sources.MAX_SOURCES) {
      throw wrong(
          "limit: expected a whole number from 1 to "
              + Sources.MAX_SOURCES
              + ", got '"
              + shown(found)
              + "'");
    }
    return limit;
  }

  private static List<String> sorted() {
    return KNOWN.stream().sorted().toList();
  }

  private static String shown(String text) {
    return SourceText.of(text, Source.MAX_DIALECT_CHARS);
  }

  private static Refusal wrong(String detail) {
    return Refusal.invalid(400, detail);
  }
}
