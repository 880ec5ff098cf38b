package io.burnrate.collector.sources;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The book of everything that sends or is scraped. Thread-safe. */
public final class Sources {
  /** Sources of one route beyond are counted together, under the name {@link #OTHERS}. */
  public static final int MAX_SOURCES = 10_000;

  /** The route of targets, which do not come by themselves. */
  public static final String SCRAPE = "scrape";

  /** The name of what has no page of its own in the book. */
  public static final String OTHERS = "others";

  /** A source that is silent for longer leaves the book. */
  public static final Duration FORGET_AFTER = Duration.ofHours(24);

  private static final long SWEEP_MILLIS = 60_000;

  private final InstantSource clock;
  private final MeterRegistry registry;
  private final LimitsConfig limits;
  private final SeriesTotal series;
  private final ConcurrentMap<String, Chapter> chapters = new ConcurrentHashMap<>();

  /** The sources of one route. */
  private final class Chapter {
    private final String route;
    private final RouteMeters sums;
    private final ConcurrentMap<String, Source> pages = new ConcurrentHashMap<>();
    private long sweptMillis = clock.millis();

    Chapter(String route) {
      this.route = route;
      this.sums = new RouteMeters(registry, route);
    }

    synchronized Source enter(String name) {
      sweep();
      String entered = pages.size() < MAX_SOURCES || pages.containsKey(name) ? name : OTHERS;
      return pages.computeIfAbsent(entered, each -> new Source(route, each, clock, sums, series));
    }

    /** Whoever holds on to a source that left counts for nobody; a batch is too short for that. */
    synchronized void sweep() {
      long now = clock.millis();
      if (now - sweptMillis >= SWEEP_MILLIS) {
        sweptMillis = now;
        long oldest = now - FORGET_AFTER.toMillis();
        for (Source each : pages.values()) {
          tidy(each, oldest);
        }
      }
    }
  }

  private void tidy(Source source, long oldest) {
    SeriesLimit series = source.seriesIfAny();
    if (source.lastHeardMillis() < oldest) {
      chapter(source.route()).pages.remove(source.name(), source);
      if (series != null) {
        series.close();
      }
    } else if (series != null) {
      series.turn();
    }
  }

  /** A book whose sums nobody sees. */
  public Sources(InstantSource clock) {
    this(clock, new SimpleMeterRegistry(), LimitsConfig.DEFAULT);
  }

  public Sources(InstantSource clock, MeterRegistry registry, LimitsConfig limits) {
    this.clock = clock;
    this.registry = registry;
    this.limits = limits;
    this.series = new SeriesTotal(limits, clock);
    Gauge.builder("burnrate.source.series", series, SeriesTotal::count)
        .description("Distinct series of all sources, heard in the last one to two hours")
        .register(registry);
  }

  /**
   * The source of that name, entered if new. To be asked for with each batch anew.
   *
   * @param route by which it comes, a fixed word: {@code scrape}, {@code otlp}, {@code
   *     remoteWrite}, {@code predictions}
   * @param name what it calls itself, or its address; not trusted, so it is cut and cleaned
   */
  public Source of(String route, String name) {
    Chapter chapter = chapter(route);
    String clean = SourceText.of(name, Source.MAX_CHARS);
    Source known = chapter.pages.get(clean);
    return known == null ? chapter.enter(clean) : known;
  }

  private Chapter chapter(String route) {
    return chapters.computeIfAbsent(route, Chapter::new);
  }

  LimitsConfig limits() {
    return limits;
  }

  /** Series of all sources together. */
  long seriesCount() {
    return series.count();
  }

  /** All there are, in no order. */
  public Collection<Source> all() {
    List<Source> all = new ArrayList<>();
    for (Chapter chapter : chapters.values()) {
      chapter.sweep();
      all.addAll(chapter.pages.values());
    }
    return all;
  }
}
