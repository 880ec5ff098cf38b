package io.burnrate.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Bins for numbers, cut at quantiles of the reference. The outer ones are open, so that one far
 * value moves one row and no cut. A value that holds a whole part of the reference or more gets a
 * bin of its own: what appears just below or above it must not hide in it.
 */
final class NumericBins {
  static final int DECILES = 10;

  private final double[] upperBounds;
  private final List<String> labels;

  private NumericBins(double[] upperBounds, List<String> labels) {
    this.upperBounds = upperBounds;
    this.labels = labels;
  }

  /** Ten bins, of a reference with at least one value, sorted ascending. */
  static NumericBins of(double[] sorted) {
    return of(sorted, DECILES);
  }

  /** Bins that hold one of {@code parts} of the reference each, ties apart. */
  static NumericBins of(double[] sorted, int parts) {
    List<Double> bounds = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    String from = "";
    double last = Double.NaN;
    for (int k = 1; k < parts; k++) {
      // the smallest value that at least k parts of the reference do not exceed
      double cut = sorted[(int) (((long) sorted.length * k + parts - 1) / parts) - 1];
      if (cut == last) {
        continue;
      }
      last = cut;
      String name = Wording.number(cut);
      if (holdsPart(sorted, cut, parts)) {
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

  private static boolean holdsPart(double[] sorted, double value, int parts) {
    int count = firstAbove(sorted, value) - firstAbove(sorted, Math.nextDown(value));
    return (long) count * parts >= sorted.length;
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
      counts[bin] = (long) upTo - before;
      before = upTo;
    }
    counts[upperBounds.length] = (long) sorted.length - before;
    return counts;
  }
}
