package io.burnrate.analytics;

import io.burnrate.domain.OwnerShare;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the sharers of a GPU asked for, all of them in one measure. COST_MODEL.md, formula 3.
 * Immutable.
 */
final class Requested {
  /** What is further than this from 1 is no matter of rounding. */
  private static final double TOLERANCE = 1e-6;

  private final double[] weights;

  /** What they asked for together, at times more than 1; NaN when that part is not known. */
  private final double sumRatio;

  private Requested(double[] weights, double sumRatio) {
    this.weights = weights;
    this.sumRatio = sumRatio;
  }

  /**
   * What {@code owners} asked for; null unless it is known of all of them. Parts of the compute go
   * first, then memory over the GPU's memory, then, when some asked for the one and some for the
   * other, both as parts of the GPU. One sharer asks for a whole GPU at most.
   *
   * @param memoryBytes the GPU's memory; NaN when unknown
   */
  static @Nullable Requested of(List<OwnerShare> owners, double memoryBytes) {
    Requested found = of(owners, OwnerShare::requestedRatio, true);
    if (found == null) {
      boolean known = memoryBytes > 0;
      found = of(owners, o -> known ? o.requestedBytes() / memoryBytes : o.requestedBytes(), known);
    }
    if (found == null) {
      found =
          of(
              owners,
              o ->
                  Double.isNaN(o.requestedRatio())
                      ? o.requestedBytes() / memoryBytes
                      : o.requestedRatio(),
              true);
    }
    return found;
  }

  private static @Nullable Requested of(
      List<OwnerShare> owners, ToDoubleFunction<OwnerShare> measure, boolean ratios) {
    double[] weights = new double[owners.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double asked = measure.applyAsDouble(owners.get(i));
      if (!(asked > 0) || Double.isInfinite(asked)) {
        return null;
      }
      weights[i] = ratios ? Math.min(1, asked) : asked;
      sum += weights[i];
    }
    return weights.length == 0 ? null : new Requested(weights, ratios ? sum : Double.NaN);
  }

  /** Of each sharer, above 0: what its part is in proportion to. */
  double[] weights() {
    return weights.clone();
  }

  /** Whether they asked for more than there is. */
  boolean tooMuch() {
    return sumRatio > 1 + TOLERANCE;
  }

  /** Whether it is known that they asked for less than there is. */
  boolean lessThanAll() {
    return sumRatio < 1 - TOLERANCE;
  }

  /** The part of the GPU that is theirs when {@code usedRatio} of it is used: COST_MODEL.md. */
  double handedRatio(double usedRatio) {
    if (Double.isNaN(sumRatio)) {
      return 1;
    }
    return Math.min(1, Double.isNaN(usedRatio) ? sumRatio : Math.max(sumRatio, usedRatio));
  }
}
