package io.burnrate.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index of two histograms: the sum of (q - p) ln(q / p) over the bins. Half a
 * row is added to each bin on both sides (Jeffreys' prior), so that an empty bin stays finite. Bins
 * that are empty on both sides do not exist: with sides of different size the half rows alone would
 * show a difference.
 */
final class Psi {
  private static final double PRIOR = 0.5;

  private final double[] contributions;
  private final int usedBins;
  private final double value;
  private final long referenceRows;
  private final long currentRows;

  private Psi(double[] contributions, int usedBins, long referenceRows, long currentRows) {
    this.contributions = contributions;
    this.usedBins = usedBins;
    this.referenceRows = referenceRows;
    this.currentRows = currentRows;
    double sum = 0;
    for (double each : contributions) {
      sum += each;
    }
    this.value = sum;
  }

  static Psi of(long[] reference, long[] current) {
    int used = 0;
    long referenceRows = 0;
    long currentRows = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      referenceRows += reference[bin];
      currentRows += current[bin];
      used += reference[bin] + current[bin] > 0 ? 1 : 0;
    }
    double[] contributions = new double[reference.length];
    for (int bin = 0; bin < reference.length; bin++) {
      if (reference[bin] + current[bin] > 0) {
        double p = (reference[bin] + PRIOR) / (referenceRows + PRIOR * used);
        double q = (current[bin] + PRIOR) / (currentRows + PRIOR * used);
        contributions[bin] = (q - p) * Math.log(q / p);
      }
    }
    return new Psi(contributions, used, referenceRows, currentRows);
  }

  double value() {
    return value;
  }

  double contribution(int bin) {
    return contributions[bin];
  }

  /**
   * What the value stays under with probability {@code 1 - alpha} when nothing drifted: without
   * drift, PSI / (1/n + 1/m) is about chi-square distributed with one degree of freedom less than
   * there are bins. 0 for a single bin.
   */
  double noiseFloor(double alpha) {
    if (usedBins < 2) {
      return 0;
    }
    double quantile = ChiSquaredDistribution.of(usedBins - 1).inverseSurvivalProbability(alpha);
    return (1.0 / referenceRows + 1.0 / currentRows) * quantile;
  }
}
