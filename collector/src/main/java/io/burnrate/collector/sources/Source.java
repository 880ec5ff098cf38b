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
  /** Longer names and errors are cut. */
  public static final int MAX_CHARS = 256;

  /** Longer names of dialects are cut. */
  public static final int MAX_DIALECT_CHARS = 64;

  /** Reasons beyond are counted together, under {@code other}. */
  static final int MAX_KINDS = 64;

  /** Dialects beyond are not noted. */
  static final int MAX_DIALECTS = 16;

  private static final int LEAST_REFUSAL = 400;
  private static final int MOST_REFUSAL = 599;

  private final String route;
  private final String name;
  private final InstantSource clock;
  private final RouteMeters sums;
  private final SeriesTotal seriesTotal;
  private final LongAdder accepted = new LongAdder();
  private final ConcurrentMap<String, LongAdder> rejected = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> leftOut = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, LongAdder> refused = new ConcurrentHashMap<>();
  private final Set<String> dialects = ConcurrentHashMap.newKeySet();
  private final Rate acceptedRate = new Rate();
  private final Rate rejectedRate = new Rate();
  private final long firstHeardMillis;
  private volatile long lastHeardMillis;
  private volatile long lagMillis = -1;
  private volatile @Nullable Failure lastFailure;
  private volatile @Nullable SeriesLimit series;

  /** An error and when it was. */
  public record Failure(Instant time, String message) {}

  Source(
      String route, String name, InstantSource clock, RouteMeters sums, SeriesTotal seriesTotal) {
    this.route = route;
    this.name = name;
    this.clock = clock;
    this.sums = sums;
    this.seriesTotal = seriesTotal;
    this.firstHeardMillis = clock.millis();
    this.lastHeardMillis = firstHeardMillis;
  }

  /** Counts spans, samples, records or lines that are kept. */
  public void accept(long count) {
    long now = clock.millis();
    lastHeardMillis = now;
    if (count > 0) {
      accepted.add(count);
      acceptedRate.add(now, count);
      sums.accept(count);
    }
  }

  /**
   * Counts what is not sound, or beyond a limit, or was not stored.
   *
   * @param reason a fixed word, never a sender's text
   */
  public void reject(String reason, long count) {
    if (count <= 0) {
      return;
    }
    long now = clock.millis();
    lastHeardMillis = now;
    rejectedRate.add(now, count);
    sums.reject(add(rejected, reason, count), count);
  }

  /**
   * Counts what is sound, but of no use here, such as metrics that no column is for.
   *
   * @param reason a fixed word, never a sender's text
   */
  public void leaveOut(String reason, long count) {
    if (count > 0) {
      lastHeardMillis = clock.millis();
      sums.leaveOut(add(leftOut, reason, count), count);
    }
  }

  private static String add(ConcurrentMap<String, LongAdder> counts, String reason, long count) {
    String kind = counts.size() < MAX_KINDS || counts.containsKey(reason) ? reason : "other";
    counts.computeIfAbsent(kind, any -> new LongAdder()).add(count);
    return kind;
  }

  private static <K> Map<K, Long> sorted(ConcurrentMap<K, LongAdder> counts) {
    Map<K, Long> all = new TreeMap<>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }

  /**
   * Counts a request that was refused whole, so that nobody knows how much was in it.
   *
   * @param status of its answer, from 400 to 599; others do not count
   */
  public void refuse(int status, String message) {
    if (status >= LEAST_REFUSAL && status <= MOST_REFUSAL) {
      refused.computeIfAbsent(status, any -> new LongAdder()).increment();
      sums.refuse(status);
      fail(message);
    }
  }

  /** Notes how old the newest reading of a batch was when it came, in milliseconds. */
  public void lag(long millis) {
    lagMillis = Math.max(0, millis);
  }

  /** Notes which convention or release it speaks, such as {@code gen_ai v1.36}. */
  public void speaks(String dialect) {
    if (dialects.size() < MAX_DIALECTS) {
      dialects.add(SourceText.of(dialect, MAX_DIALECT_CHARS));
    }
  }

  /** Notes that something went wrong with all of a batch or scrape. */
  public void fail(String message) {
    Instant now = clock.instant();
    lastHeardMillis = now.toEpochMilli();
    lastFailure = new Failure(now, SourceText.of(message, MAX_CHARS));
  }

  /** Its series, for those ways in that know such a thing. */
  public SeriesLimit series() {
    SeriesLimit known = series;
    return known == null ? enterSeries() : known;
  }

  private synchronized SeriesLimit enterSeries() {
    SeriesLimit known = series;
    if (known == null) {
      boolean scraped = route.equals(Sources.SCRAPE);
      // Targets that are counted together would take each other's room.
      boolean unlimited = scraped && name.equals(Sources.OTHERS);
      int most = unlimited ? Integer.MAX_VALUE : seriesTotal.maxSeriesPerSource();
      known = new SeriesLimit(seriesTotal, most, scraped);
      series = known;
    }
    return known;
  }

  /** Its series; null where none were asked for. */
  @Nullable SeriesLimit seriesIfAny() {
    return series;
  }

  /** Series that are known. */
  int seriesCount() {
    SeriesLimit known = series;
    return known == null ? 0 : known.count();
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

  /** Accepted a second, over the last minute. */
  public double acceptedPerSecond() {
    return acceptedRate.perSecond(clock.millis());
  }

  /** By reason. */
  public Map<String, Long> rejected() {
    return sorted(rejected);
  }

  /** Sound, but of no use here, by reason. */
  public Map<String, Long> leftOut() {
    return sorted(leftOut);
  }

  /** Of every reason. */
  long rejectedCount() {
    long sum = 0;
    for (LongAdder count : rejected.values()) {
      sum += count.sum();
    }
    return sum;
  }

  /** Rejected a second, over the last minute. */
  public double rejectedPerSecond() {
    return rejectedRate.perSecond(clock.millis());
  }

  /** Requests refused whole, by status. */
  public Map<Integer, Long> refused() {
    return sorted(refused);
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

  long lastHeardMillis() {
    return lastHeardMillis;
  }
}
