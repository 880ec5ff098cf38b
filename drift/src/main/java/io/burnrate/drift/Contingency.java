package io.burnrate.drift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * A two-row table of counts, reference and current, tested for equal shares. Columns that expect
 * fewer than {@value #MIN_EXPECTED} rows on either side are pooled into one. Which ones those are
 * depends on the sums of both sides, never on one side alone: categories picked because they are
 * frequent in the reference would look rarer in any other sample.
 */
final class Contingency {
  /** Cochran's rule for the chi-square approximation. */
  static final double MIN_EXPECTED = 5;

  /** More columns than this are pooled, the rarest. */
  static final int MAX_COLUMNS = 50;

  private final long[] reference;
  private final long[] current;
  private final long referenceRows;
  private final long currentRows;

  private Contingency(long[] reference, long[] current) {
    this.reference = reference;
    this.current = current;
    this.referenceRows = Arrays.stream(reference).sum();
    this.currentRows = Arrays.stream(current).sum();
  }

  /** The table of these counts, rare columns pooled. Both sides must hold at least one row. */
  static Contingency of(long[] reference, long[] current) {
    long n = Arrays.stream(reference).sum();
    long m = Arrays.stream(current).sum();
    double smallerRatio = (double) Math.min(n, m) / (n + m);
    int[] bySum =
        IntStream.range(0, reference.length)
            .filter(i -> reference[i] + current[i] > 0)
            .boxed()
            .sorted(Comparator.comparingLong(i -> -(reference[i] + current[i])))
            .mapToInt(Integer::intValue)
            .toArray();
    int own = 0;
    while (own < bySum.length
        && own < MAX_COLUMNS
        && (reference[bySum[own]] + current[bySum[own]]) * smallerRatio >= MIN_EXPECTED) {
      own++;
    }
    if (own == bySum.length) {
      return new Contingency(pick(reference, bySum, own), pick(current, bySum, own));
    }
    long[] pooledReference = pick(reference, bySum, own + 1);
    long[] pooledCurrent = pick(current, bySum, own + 1);
    for (int i = own + 1; i < bySum.length; i++) {
      pooledReference[own] += reference[bySum[i]];
      pooledCurrent[own] += current[bySum[i]];
    }
    boolean poolIsRare = (pooledReference[own] + pooledCurrent[own]) * smallerRatio < MIN_EXPECTED;
    if (poolIsRare && own >= 2) {
      // A table of two columns is tested exactly and needs no more pooling; this one is larger.
      pooledReference[own - 1] += pooledReference[own];
      pooledCurrent[own - 1] += pooledCurrent[own];
      return new Contingency(
          Arrays.copyOf(pooledReference, own), Arrays.copyOf(pooledCurrent, own));
    }
    return new Contingency(pooledReference, pooledCurrent);
  }

  private static long[] pick(long[] counts, int[] places, int first) {
    return IntStream.range(0, first).mapToLong(i -> counts[places[i]]).toArray();
  }

  int columns() {
    return reference.length;
  }

  /** Chi-square test of homogeneity; Fisher's exact test for two columns; 1 for one column. */
  double pValue() {
    if (columns() < 2) {
      return 1;
    }
    if (columns() == 2) {
      int[][] table = {
        {Math.toIntExact(reference[0]), Math.toIntExact(reference[1])},
        {Math.toIntExact(current[0]), Math.toIntExact(current[1])}
      };
      return FisherExactTest.withDefaults().test(table).getPValue();
    }
    return ChiSquareTest.withDefaults().test(new long[][] {reference, current}).getPValue();
  }

  /**
   * Cramér's V from 0 to 1 as it would be if both sides had equally many rows, so that its meaning
   * does not hang on the sizes, less the part that chance adds (Bergsma 2013, to first order).
   */
  double cramersV() {
    double square = 0;
    for (int i = 0; i < columns(); i++) {
      double p = (double) reference[i] / referenceRows;
      double q = (double) current[i] / currentRows;
      square += (p - q) * (p - q) / (2 * (p + q));
    }
    return Math.sqrt(Math.max(0, square - chance() * (columns() - 1)));
  }

  /** The smallest {@link #cramersV} that is significant at {@code alpha}; 1 with one column. */
  double smallestSignificantV(double alpha) {
    if (columns() < 2) {
      return 1;
    }
    int freedom = columns() - 1;
    double quantile = ChiSquaredDistribution.of(freedom).inverseSurvivalProbability(alpha);
    return Math.min(1, Math.sqrt(chance() * (quantile - freedom)));
  }

  /** What one degree of freedom adds to the square of V by chance. */
  private double chance() {
    return (1.0 / referenceRows + 1.0 / currentRows) / 4;
  }
}
