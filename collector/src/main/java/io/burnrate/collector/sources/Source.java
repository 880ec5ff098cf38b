package io.burnrate.collector.sources;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is known of one source. Thread-safe; cheap enough for every batch, not for every line. */
public final class Source {
  /** Longer names, dialects and errors are cut. */
  public static final int MAX_CHARS = 256;

  /** Reasons and dialects beyond are not told apart. */
  static final int MAX_KINDS = 64;

  private final String route;
  private final String name;
  private final InstantSource clock;
  private final LongAdder accepted = new LongAdder();
  private final ConcurrentMap<String, LongAdder> rejected = new ConcurrentHashMap<>();
  private final Set<String> dialects = ConcurrentHashMap.newKeySet();
  private final long firstHeardMillis;
  private volatile long lastHeardMillis;
  private volatile long lagMillis = -1;
  private volatile @Nullable Failure lastFailure;

  /** An error and when it was. */
  public record Failure(Instant time, String message) {}

  Source(String route, String name, InstantSource clock) {
    this.route = route;
    this.name = name;
    this.clock = clock;
    this.firstHeardMillis = clock.millis();
    this.lastHeardMillis = firstHeardMillis;
  }

  /** Counts spans, samples, records or lines that are kept. */
  public void accept(long count) {
    lastHeardMillis = clock.millis();
    accepted.add(count);
  }

  /**
   * Counts what is not kept.
   *
   * @param reason a fixed word, never a sender's text
   */
  public void reject(String reason, long count) {
    if (count == 0) {
      return;
    }
    lastHeardMillis = clock.millis();
    String kind = rejected.size() < MAX_KINDS || rejected.containsKey(reason) ? reason : "other";
    rejected.computeIfAbsent(kind, any -> new LongAdder()).add(count);
  }

  /** Notes how old the newest reading of a batch was when it came, in milliseconds. */
  public void lag(long millis) {
    lagMillis = Math.max(0, millis);
  }

  /** Notes which convention or release it speaks, such as {@code gen_ai v1.36}. */
  public void speaks(String dialect) {
    if (dialects.size() < MAX_KINDS) {
      dialects.add(text(dialect));
    }
  }

  /** Notes that something went wrong with all of a batch or scrape. */
  public void fail(String message) {
    lastHeardMillis = clock.millis();
    lastFailure = new Failure(clock.instant(), text(message));
  }

  public String route() {
    return route;
  }

  public String name() {
    return name;
  }

  public long accepted() {
    return accepted.sum();
  }

  /** By reason. */
  public Map<String, Long> rejected() {
    Map<String, Long> all = new TreeMap<>();
    rejected.forEach((reason, count) -> all.put(reason, count.sum()));
    return all;
  }

  public Set<String> dialects() {
    return new TreeSet<>(dialects);
  }

  public Instant firstHeard() {
    return Instant.ofEpochMilli(firstHeardMillis);
  }

  public Instant lastHeard() {
    return Instant.ofEpochMilli(lastHeardMillis);
  }

  /** Age of the newest reading of the last batch; -1 before the first. */
  public long lagMillis() {
    return lagMillis;
  }

  public @Nullable Failure lastFailure() {
    return lastFailure;
  }

  static String text(String raw) {
    return raw.length() <= MAX_CHARS ? raw : raw.substring(0, MAX_CHARS);
  }
}
