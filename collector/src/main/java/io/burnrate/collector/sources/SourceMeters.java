package io.burnrate.collector.sources;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The book on the metrics page: each route's figures, and singly only those sources that are of
 * most concern. Refreshed by one thread.
 */
public final class SourceMeters {
  /**
   * Sources shown singly: as many of the loudest, and as many of those with the most rejected. So
   * the page has at most 6 times as many series of them, however many send.
   */
  public static final int MAX_SHOWN = 20;

  /** How often {@link #refresh()} is worth calling. */
  public static final Duration REFRESH = Duration.ofSeconds(10);

  /** A source that was silent for longer has no lag any more. */
  private static final Duration LAG_COUNTS_FOR = Duration.ofMinutes(5);

  private static final double MILLIS_PER_SECOND = 1_000;

  private final Sources sources;
  private final InstantSource clock;
  private final MultiGauge known;
  private final MultiGauge worstLag;
  private final MultiGauge accepted;
  private final MultiGauge rejected;
  private final MultiGauge lag;

  private SourceMeters(Sources sources, MeterRegistry registry, InstantSource clock) {
    this.sources = sources;
    this.clock = clock;
    known = gauge(registry, "burnrate.sources", "Sources in the book, by the way they come");
    worstLag =
        gauge(
            registry,
            "burnrate.source.lag.max.seconds",
            "The largest lag of a source heard in the last five minutes, by the way it comes");
    accepted =
        gauge(
            registry,
            "burnrate.source.top.accepted.per.second",
            "Kept a second over the last minute, of the sources of most concern");
    rejected =
        gauge(
            registry,
            "burnrate.source.top.rejected.per.second",
            "Rejected a second over the last minute, of the sources of most concern");
    lag =
        gauge(
            registry,
            "burnrate.source.top.lag.seconds",
            "Age of the newest reading of the last batch, of the sources of most concern");
  }

  /** Shows {@code sources} in {@code registry}. */
  public static SourceMeters of(Sources sources, MeterRegistry registry, InstantSource clock) {
    return new SourceMeters(sources, registry, clock);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Brings the figures up to date. */
  public void refresh() {
    Collection<Source> all = sources.all();
    Map<String, Long> counts =
        all.stream()
            .collect(Collectors.groupingBy(Source::route, TreeMap::new, Collectors.counting()));
    known.register(rows(counts), true);
    worstLag.register(rows(lags(all)), true);

    Set<Source> shown = new HashSet<>(top(all, Source::acceptedPerSecond));
    shown.addAll(top(all, Source::rejectedPerSecond));
    accepted.register(shown.stream().map(s -> row(s, s.acceptedPerSecond())).toList(), true);
    rejected.register(shown.stream().map(s -> row(s, s.rejectedPerSecond())).toList(), true);
    lag.register(
        shown.stream()
            .filter(source -> source.lagMillis() >= 0)
            .map(source -> row(source, source.lagMillis() / MILLIS_PER_SECOND))
            .toList(),
        true);
  }

  private Map<String, Double> lags(Collection<Source> all) {
    long oldest = clock.millis() - LAG_COUNTS_FOR.toMillis();
    Map<String, Double> worst = new TreeMap<>();
    for (Source source : all) {
      if (source.lagMillis() >= 0 && source.lastHeardMillis() >= oldest) {
        worst.merge(source.route(), source.lagMillis() / MILLIS_PER_SECOND, Math::max);
      }
    }
    return worst;
  }

  /** Those with the largest figure above 0. */
  private static List<Source> top(Collection<Source> all, ToDoubleFunction<Source> figure) {
    record Entry(Source source, double value) {}
    List<Entry> entries = new ArrayList<>();
    for (Source source : all) {
      double value = figure.applyAsDouble(source);
      if (value > 0) {
        entries.add(new Entry(source, value));
      }
    }
    return entries.stream()
        .sorted(Comparator.comparingDouble(Entry::value).reversed())
        .limit(MAX_SHOWN)
        .map(Entry::source)
        .toList();
  }

  private static List<Row<?>> rows(Map<String, ? extends Number> byRoute) {
    List<Row<?>> rows = new ArrayList<>();
    byRoute.forEach((route, value) -> rows.add(Row.of(Tags.of("route", route), value)));
    return rows;
  }

  private static Row<?> row(Source source, double value) {
    return Row.of(Tags.of("route", source.route(), "source", source.name()), value);
  }
}
