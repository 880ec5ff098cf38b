package io.burnrate.collector.sources;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The book of everything that sends or is scraped. Thread-safe. */
public final class Sources {
  /** Sources beyond are counted together, under the name {@link #OTHERS}. */
  public static final int MAX_SOURCES = 10_000;

  /** The name of what has no page of its own in the book. */
  public static final String OTHERS = "others";

  private final InstantSource clock;
  private final ConcurrentMap<Key, Source> book = new ConcurrentHashMap<>();

  private record Key(String route, String name) {}

  public Sources(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The source of that name, entered if new.
   *
   * @param route by which it comes: {@code scrape}, {@code otlp}, {@code remoteWrite}, {@code
   *     predictions}
   * @param name what it calls itself, or its address; not trusted, so it may be cut
   */
  public Source of(String route, String name) {
    Key key = new Key(route, Source.text(name));
    Source known = book.get(key);
    if (known != null) {
      return known;
    }
    Key entered = book.size() < MAX_SOURCES ? key : new Key(route, OTHERS);
    return book.computeIfAbsent(entered, each -> new Source(each.route(), each.name(), clock));
  }

  /** All there are, in no order. */
  public Collection<Source> all() {
    return List.copyOf(book.values());
  }
}
