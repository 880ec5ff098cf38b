package io.burnrate.drift;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Correction for looking at many features at once (Benjamini and Hochberg 1995). */
final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /**
   * Adjusted p-values, in the order given: those of at most q keep the expected share of false
   * discoveries at q. NaN stays NaN and does not count as a test.
   */
  static double[] adjust(double[] pValues) {
    int[] largestFirst =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = pValues.clone();
    double smallest = 1;
    for (int i = 0; i < largestFirst.length; i++) {
      int rank = largestFirst.length - i;
      smallest = Math.min(smallest, pValues[largestFirst[i]] * largestFirst.length / rank);
      adjusted[largestFirst[i]] = smallest;
    }
    return adjusted;
  }
}
