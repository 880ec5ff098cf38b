package io.burnrate.collector.sources;

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

  /** The name of what has no page of its own in the book. */
  public static final String OTHERS = "others";

  /** A source that is silent for longer leaves the book. */
  public static final Duration FORGET_AFTER = Duration.ofHours(24);

  private static final long SWEEP_MILLIS = 60_000;

  private final InstantSource clock;
  private final MeterRegistry registry;
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
      return pages.computeIfAbsent(entered, each -> new Source(route, each, clock, sums));
    }

    /** Whoever holds on to a source that left counts for nobody; a batch is too short for that. */
    synchronized void sweep() {
      long now = clock.millis();
      if (now - sweptMillis >= SWEEP_MILLIS) {
        sweptMillis = now;
        long oldest = now - FORGET_AFTER.toMillis();
        pages.values().removeIf(each -> each.lastHeardMillis() < oldest);
      }
    }
  }

  /** A book whose sums nobody sees. */
  public Sources(InstantSource clock) {
    this(clock, new SimpleMeterRegistry());
  }

  public Sources(InstantSource clock, MeterRegistry registry) {
    this.clock = clock;
    this.registry = registry;
  }

  /**
   * The source of that name, entered if new. To be asked for with each batch anew.
   *
   * @param route by which it comes, a fixed word: {@code scrape}, {@code otlp}, {@code
   *     remoteWrite}, {@code predictions}
   * @param name what it calls itself, or its address; not trusted, so it is cut and cleaned
   */
  public Source of(String route, String name) {
    Chapter chapter = chapters.computeIfAbsent(route, Chapter::new);
    String clean = SourceText.of(name, Source.MAX_CHARS);
    Source known = chapter.pages.get(clean);
    return known == null ? chapter.enter(clean) : known;
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
