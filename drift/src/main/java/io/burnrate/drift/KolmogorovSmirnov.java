package io.burnrate.drift;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The two-sample test of Kolmogorov and Smirnov. Ties make the p-value too large, never too small.
 *
 * @param distance largest distance of the two empirical distribution functions, from 0 to 1
 */
record KolmogorovSmirnov(double distance, double pValue) {
  private static final KolmogorovSmirnovTest TEST = KolmogorovSmirnovTest.withDefaults();

  /** Exact for small samples, asymptotic in n m / (n + m) otherwise. Both need 2 values or more. */
  static KolmogorovSmirnov of(double[] reference, double[] current) {
    KolmogorovSmirnovTest.TwoResult result = TEST.test(reference, current);
    return new KolmogorovSmirnov(result.getStatistic(), result.getPValue());
  }

  /**
   * The smallest distance that is significant at {@code alpha} for {@code n} and {@code m} values,
   * by the first term of Kolmogorov's series; at most 1.
   */
  static double smallestSignificant(long n, long m, double alpha) {
    return Math.min(1, Math.sqrt(-Math.log(alpha / 2) / 2 * (1.0 / n + 1.0 / m)));
  }
}
