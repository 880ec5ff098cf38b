package io.burnrate.analytics;

import java.util.Arrays;
import java.util.Comparator;

/** Splits whole amounts so that the parts add up exactly: the method of largest remainders. */
final class Shares {
  private Shares() {}

  /**
   * Parts of {@code total} in the ratio of {@code weights}, each rounded down, what is left going
   * one by one to the largest remainders, of equal ones the first. If no weight is above 0 the
   * first part takes all. COST_MODEL.md, formula 3.
   *
   * @param total at least 0 and below 2^53
   * @param weights at least one, none negative or NaN
   */
  static long[] split(long total, double[] weights) {
    long[] parts = new long[weights.length];
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    if (weights.length == 1 || !(sum > 0)) {
      parts[0] = total;
      return parts;
    }
    double[] remainders = new double[weights.length];
    long left = total;
    for (int i = 0; i < weights.length; i++) {
      double exact = total * (weights[i] / sum);
      parts[i] = Math.min(left, (long) exact);
      remainders[i] = exact - parts[i];
      left -= parts[i];
    }
    if (left > 0) {
      handOut(left, parts, remainders);
    }
    return parts;
  }

  private static void handOut(long left, long[] parts, double[] remainders) {
    Integer[] order = new Integer[parts.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -remainders[i]));
    for (long i = 0; i < left; i++) {
      parts[order[(int) (i % parts.length)]]++;
    }
  }
}
