package io.burnrate.collector.sources;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The distinct series of one source: how many there are, and whether a further one is let in. Known
 * ones always are. A series that is not heard for one to two hours is forgotten. Thread-safe.
 *
 * <p>Series are known by 64 bits of hash: of half a million, two look alike with a probability of
 * 10<sup>-8</sup>, and then count as one.
 */
public final class SeriesLimit {
  /** After so long the older half of what is remembered is dropped. */
  static final Duration GENERATION = Duration.ofHours(1);

  /** Metric names that are counted at a time; rarer ones make room for others. */
  static final int MAX_METRICS = 32;

  /** Names of labels whose values are counted at a time; those with few make room for others. */
  static final int MAX_LABELS = 16;

  private final SeriesTotal total;
  private final int most;
  private final boolean scraped;
  private final TopCounts metrics = new TopCounts(MAX_METRICS);
  private final TopLabels labelValues = new TopLabels(MAX_LABELS);
  private LongSet current = new LongSet();
  private LongSet before = new LongSet();

  /** Those in {@link #before} that are in {@link #current} too. */
  private int heardAgain;

  private long turnedMillis;
  private long refused;

  /**
   * A limit.
   *
   * @param most series of the source
   * @param scraped whether its series are let in, uncounted, when all sources together have too
   *     many: its operator chose to scrape it, and others may send as much as they like
   */
  SeriesLimit(SeriesTotal total, int most, boolean scraped) {
    this.total = total;
    this.most = most;
    this.scraped = scraped;
    this.turnedMillis = total.millis();
  }

  /** Whether readings of that series are to be kept; to be asked once a series and batch. */
  public boolean admit(String metric, Map<String, String> labels) {
    return admit(Hashes.of(metric, labels), () -> metric, () -> labels);
  }

  /**
   * The same for a caller that knows the series by a text of its own.
   *
   * @param identity different for different series
   * @param labels asked for when the series is new
   */
  public boolean admit(String identity, String metric, Supplier<Map<String, String>> labels) {
    return admit(Hashes.of(identity), () -> metric, labels);
  }

  /**
   * The same for a caller that knows the series by a hash.
   *
   * @param hash of {@link #hash} and {@link #both}
   * @param metric asked for when the series is new, as are its labels
   */
  public synchronized boolean admit(
      long hash, Supplier<String> metric, Supplier<Map<String, String>> labels) {
    turn();
    if (current.contains(hash)) {
      return true;
    }
    boolean known = before.contains(hash);
    if (!known && count() >= most) {
      refused++;
      return false;
    }
    if (!known && !total.enter()) {
      refused += scraped ? 0 : 1;
      return scraped;
    }
    current.add(hash);
    if (known) {
      heardAgain++;
    } else {
      metrics.add(SourceText.of(metric.get(), Source.MAX_CHARS));
      labels.get().forEach(labelValues::add);
    }
    return true;
  }

  /** 64 bits of hash of {@code bytes[from, to)}, different in each process. */
  public static long hash(byte[] bytes, int from, int to) {
    return Hashes.of(bytes, from, to);
  }

  /** One hash of two, in that order. */
  public static long both(long one, long other) {
    return Hashes.of(one, other);
  }

  /** Series that are known. */
  public synchronized int count() {
    return current.size() + before.size() - heardAgain;
  }

  /** How often a new series was refused. */
  synchronized long refused() {
    return refused;
  }

  /** Names with the most series, the largest first; a number may be too high, never too low. */
  synchronized List<TopCounts.Count> topMetrics(int most) {
    return metrics.top(most);
  }

  /** Labels with the most distinct values, the largest first; estimated beyond 64. */
  synchronized List<TopCounts.Count> topLabels(int most) {
    return labelValues.top(most);
  }

  /** Forgets all, as its source leaves the book. */
  synchronized void close() {
    total.leave(count());
    current = new LongSet();
    before = new LongSet();
    heardAgain = 0;
  }

  /** Forgets what is too old. */
  synchronized void turn() {
    long now = total.millis();
    if (now - turnedMillis < GENERATION.toMillis()) {
      return;
    }
    total.leave(before.size() - heardAgain);
    boolean longAgo = now - turnedMillis >= 2 * GENERATION.toMillis();
    before = current;
    current = new LongSet();
    heardAgain = 0;
    if (longAgo) {
      total.leave(before.size());
      before = new LongSet();
    }
    turnedMillis = now;
  }
}
