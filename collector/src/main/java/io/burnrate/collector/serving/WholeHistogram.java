package io.burnrate.collector.serving;

import org.jspecify.annotations.Nullable;

/**
 * A histogram that came in one piece, as its sender has it: not checked, and not ours to change.
 */
public final class WholeHistogram {
  private final double[] bounds;
  private final long[] cumulativeCounts;
  private final double sum;
  private final long count;

  /**
   * One histogram.
   *
   * @param bounds upper edges in the sender's unit, ascending; positive infinity may be missing
   * @param cumulativeCounts observations up to each edge, as many as bounds
   * @param sum NaN when not known
   */
  public WholeHistogram(double[] bounds, long[] cumulativeCounts, double sum, long count) {
    this.bounds = bounds.clone();
    this.cumulativeCounts = cumulativeCounts.clone();
    this.sum = sum;
    this.count = count;
  }

  double sum() {
    return sum;
  }

  /** Why it cannot be kept; null when it can. */
  @Nullable ServingReject refusal() {
    if (bounds.length != cumulativeCounts.length) {
      return ServingReject.BAD_EDGE;
    }
    if (bounds.length > ServingRows.MAX_BUCKETS) {
      return ServingReject.TOO_MANY_BUCKETS;
    }
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
        return ServingReject.BAD_EDGE;
      }
      if (cumulativeCounts[i] < (i == 0 ? 0 : cumulativeCounts[i - 1])
          || cumulativeCounts[i] > count) {
        return ServingReject.COUNTS_FALL;
      }
    }
    if (Double.isInfinite(sum)) {
      return ServingReject.NOT_FINITE;
    }
    return sum < 0 || count < 0 ? ServingReject.OUT_OF_RANGE : null;
  }

  void fill(OpenRow row) {
    Unit unit = row.key.unit;
    for (int i = 0; i < bounds.length; i++) {
      row.bucket(unit.convert(bounds[i]), cumulativeCounts[i]);
    }
    row.value = unit.convert(sum);
    row.observations = count;
  }
}
