package io.burnrate.benchmarks.stores;

import java.util.Arrays;

/**
 * Durations in milliseconds; the quantiles are by nearest rank.
 *
 * @param count how many there are
 */
record Quantiles(int count, double p50, double p90, double p99, double max) {
  static Quantiles ofNanos(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Quantiles(
        sorted.length,
        rank(sorted, 0.50),
        rank(sorted, 0.90),
        rank(sorted, 0.99),
        rank(sorted, 1.0));
  }

  private static double rank(long[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
  }
}
