package io.burnrate.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Bins for numbers, cut at the deciles of the reference. The outer ones are open, so that one far
 * value moves one row and no cut. A value that holds a tenth of the reference or more gets a bin of
 * its own: what appears just below or above it must not hide in it.
 */
final class NumericBins {
  private static final int QUANTILES = 10;

  private final double[] upperBounds;
  private final List<String> labels;

  private NumericBins(double[] upperBounds, List<String> labels) {
    this.upperBounds = upperBounds;
    this.labels = labels;
  }

  /** Bins of a reference with at least one value, sorted ascending. */
  static NumericBins of(double[] sorted) {
    List<Double> bounds = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    String from = "";
    double last = Double.NaN;
    for (int k = 1; k < QUANTILES; k++) {
      // the smallest value that at least k tenths of the reference do not exceed
      double cut = sorted[(int) (((long) sorted.length * k + QUANTILES - 1) / QUANTILES) - 1];
      if (cut == last) {
        continue;
      }
      last = cut;
      String name = Wording.number(cut);
      if (holdsTenth(sorted, cut)) {
        bounds.add(Math.nextDown(cut));
        labels.add(from.isEmpty() ? "< " + name : from + ", " + name + ")");
        bounds.add(cut);
        labels.add("= " + name);
      } else {
        bounds.add(cut);
        labels.add(from.isEmpty() ? "<= " + name : from + ", " + name + "]");
      }
      from = "(" + name;
    }
    labels.add("> " + from.substring(1));
    return new NumericBins(
        bounds.stream().mapToDouble(Double::doubleValue).toArray(), List.copyOf(labels));
  }

  private static boolean holdsTenth(double[] sorted, double value) {
    int count = firstAbove(sorted, value) - firstAbove(sorted, Math.nextDown(value));
    return (long) count * QUANTILES >= sorted.length;
  }

  /** The place of the first element above {@code value}. */
  private static int firstAbove(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  List<String> labels() {
    return labels;
  }

  /** How many of the values, sorted ascending, lie in each bin. */
  long[] count(double[] sorted) {
    long[] counts = new long[labels.size()];
    int before = 0;
    for (int bin = 0; bin < upperBounds.length; bin++) {
      int upTo = firstAbove(sorted, upperBounds[bin]);
      counts[bin] = upTo - before;
      before = upTo;
    }
    counts[upperBounds.length] = sorted.length - before;
    return counts;
  }
}
