package io.burnrate.collector.serving;

import io.burnrate.store.Buckets;
import io.burnrate.store.RowBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A row while its readings come in. One thread. */
final class OpenRow {
  final RowKey key;
  final long timeMillis;

  /** The number, or a histogram's sum. */
  double value = Double.NaN;

  double observations = Double.NaN;
  long startMillis = RowBatch.NO_LONG;

  /** Series that went into it and are counted nowhere else. */
  int readings;

  private double[] bounds = {};
  private long[] counts = {};
  private int buckets;

  OpenRow(RowKey key, long timeMillis) {
    this.key = key;
    this.timeMillis = timeMillis;
  }

  /** Whether there is something to keep. */
  boolean told() {
    return buckets > 0 || !Double.isNaN(value) || !Double.isNaN(observations);
  }

  /** Adds a bucket; false when that edge is there already. */
  boolean bucket(double bound, long count) {
    int place = buckets;
    if (buckets > 0 && bound <= bounds[buckets - 1]) {
      int found = Arrays.binarySearch(bounds, 0, buckets, bound);
      if (found >= 0) {
        return false;
      }
      place = -found - 1;
    }
    if (buckets == bounds.length) {
      int longer = Math.max(24, 2 * buckets);
      bounds = Arrays.copyOf(bounds, longer);
      counts = Arrays.copyOf(counts, longer);
    }
    System.arraycopy(bounds, place, bounds, place + 1, buckets - place);
    System.arraycopy(counts, place, counts, place + 1, buckets - place);
    bounds[place] = bound;
    counts[place] = count;
    buckets++;
    return true;
  }

  int buckets() {
    return buckets;
  }

  /** Whether a larger edge has fewer observations than a smaller one. */
  boolean countsFall() {
    for (int i = 1; i < buckets; i++) {
      if (counts[i] < counts[i - 1]) {
        return true;
      }
    }
    return false;
  }

  /** Fills in what follows from the rest of a whole histogram. */
  void complete() {
    if (buckets == 0) {
      return;
    }
    if (bounds[buckets - 1] == Double.POSITIVE_INFINITY) {
      observations = counts[buckets - 1];
    } else if (observations >= counts[buckets - 1]) {
      bucket(Double.POSITIVE_INFINITY, (long) observations);
    }
  }

  /** The buckets; null when there are none. */
  @Nullable Buckets toBuckets() {
    return buckets == 0
        ? null
        : new Buckets(Arrays.copyOf(bounds, buckets), Arrays.copyOf(counts, buckets));
  }

  /** Names what of a histogram is here, so that its other parts are other rows. */
  String part() {
    long hash = Double.isNaN(value) ? 0 : 1;
    hash = Double.isNaN(observations) ? hash : hash + 2;
    for (int i = 0; i < buckets; i++) {
      hash = hash * 0x100000001b3L + Double.doubleToLongBits(bounds[i]);
      hash ^= hash >>> 29;
    }
    return Long.toHexString(hash);
  }
}
