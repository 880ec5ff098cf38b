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

/**
 * Which sources are asked for.
 *
 * @param name a part of the name, in any case
 * @param dialect a part of the name of a dialect, in any case
 * @param limit the most that are wanted
 * @param top the most metrics and labels of each that are wanted
 */
record SourceQuery(
    Optional<String> route,
    Optional<String> name,
    Optional<String> dialect,
    Order order,
    int limit,
    int top) {
  static final int DEFAULT_LIMIT = 100;
  static final int DEFAULT_OFFENDERS = 20;
  static final int MAX_OFFENDERS = 1_000;
  static final int DEFAULT_TOP = 10;

  /** The longest query string. */
  static final int MAX_QUERY_LENGTH = 2_048;

  /** What comes first: the largest figure. Equal ones come by name and route. */
  enum Order {
    RATE("rate"),
    ACCEPTED("accepted"),
    REJECTED("rejected"),
    LAG("lag"),
    LAST_HEARD("lastHeard"),
    SERIES("series"),
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
        case SERIES -> source.seriesCount();
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

  /** Of all there is to ask. Throws a {@link Refusal} that names what is wrong, and is allowed. */
  static SourceQuery of(RoutingContext context) {
    MultiMap given = given(context, List.of("dialect", "limit", "name", "route", "sort"));
    int limit = whole(given, "limit", DEFAULT_LIMIT, Sources.MAX_SOURCES);
    return new SourceQuery(
        text(given, "route"), text(given, "name"), text(given, "dialect"), order(given), limit, 0);
  }

  /** Of what is asked of cardinality; otherwise as {@link #of}. */
  static SourceQuery ofCardinality(RoutingContext context) {
    MultiMap given = given(context, List.of("limit", "name", "route", "top"));
    return new SourceQuery(
        text(given, "route"),
        text(given, "name"),
        Optional.empty(),
        Order.SERIES,
        whole(given, "limit", DEFAULT_OFFENDERS, MAX_OFFENDERS),
        whole(given, "top", DEFAULT_TOP, SeriesLimit.MAX_METRICS));
  }

  static MultiMap given(RoutingContext context, List<String> allowed) {
    String text = context.request().query();
    if (text != null && text.length() > MAX_QUERY_LENGTH) {
      throw new Refusal(
          414, "TOO_LARGE", "The query is longer than " + MAX_QUERY_LENGTH + " characters");
    }
    MultiMap given = context.queryParams();
    for (String each : given.names()) {
      if (!allowed.contains(each)) {
        throw wrong(shown(each) + ": no such parameter; allowed are " + allowed);
      }
      if (given.getAll(each).size() > 1) {
        throw wrong(each + ": expected once, got it several times");
      }
    }
    return given;
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

  static Optional<String> text(MultiMap given, String parameter) {
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
                unknown(
                    "sort", Arrays.stream(Order.values()).map(each -> each.key).toList(), found));
  }

  static Refusal unknown(String parameter, List<String> allowed, String found) {
    return wrong(parameter + ": expected one of " + allowed + ", got '" + shown(found) + "'");
  }

  static int whole(MultiMap given, String parameter, int fallback, int most) {
    String found = given.get(parameter);
    if (found == null) {
      return fallback;
    }
    int value = found.matches("\\d{1,5}") ? Integer.parseInt(found) : 0;
    if (value < 1 || value > most) {
      throw wrong(
          parameter
              + ": expected a whole number from 1 to "
              + most
              + ", got '"
              + shown(found)
              + "'");
    }
    return value;
  }

  private static String shown(String text) {
    return SourceText.of(text, Source.MAX_DIALECT_CHARS);
  }

  private static Refusal wrong(String detail) {
    return Refusal.invalid(400, detail);
  }
}
