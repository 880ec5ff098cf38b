package io.burnrate.analytics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of one physical GPU at one time.
 *
 * @param inParts whether it came by a way on which readings of one time may come in parts and out
 *     of order, as from Prometheus' shards; otherwise it is a scraped page's, whole and in order
 * @param target whom it was scraped from, or what its sender calls that
 * @param parts one whole GPU, or its MIG instances
 * @param powerWatts of the whole GPU; NaN when unknown
 * @param powerLimitWatts NaN when unknown
 * @param energyMillijoules the counter; NaN when unknown
 * @param xidError newest XID code, sticky; NaN when unknown
 * @param sentinels readings that were DCGM's "no value"
 * @param duplicates readings that were there twice
 */
record GpuObservation(
    long timeMillis,
    long intervalMillis,
    boolean inParts,
    String target,
    GpuLabels labels,
    List<GpuPart> parts,
    double powerWatts,
    double powerLimitWatts,
    double energyMillijoules,
    double xidError,
    long sentinels,
    long duplicates) {

  /** One that has what both have, which are of the same GPU and time. */
  GpuObservation unite(GpuObservation other) {
    List<GpuPart> all = new ArrayList<>(parts);
    for (GpuPart part : other.parts) {
      int same = 0;
      while (same < all.size() && !all.get(same).migInstance().equals(part.migInstance())) {
        same++;
      }
      if (same < all.size()) {
        all.set(same, all.get(same).unite(part));
      } else {
        all.add(part);
      }
    }
    return new GpuObservation(
        timeMillis,
        Math.max(intervalMillis, other.intervalMillis),
        inParts,
        target,
        labels.unite(other.labels),
        all,
        GpuPart.greater(powerWatts, other.powerWatts),
        GpuPart.greater(powerLimitWatts, other.powerLimitWatts),
        GpuPart.greater(energyMillijoules, other.energyMillijoules),
        GpuPart.greater(xidError, other.xidError),
        sentinels + other.sentinels,
        duplicates + other.duplicates);
  }

  /** As it counts when no further part comes. */
  GpuObservation settled() {
    if (!inParts) {
      return this;
    }
    return new GpuObservation(
        timeMillis,
        intervalMillis,
        true,
        target,
        labels,
        parts.stream().map(GpuPart::settled).toList(),
        powerWatts,
        powerLimitWatts,
        energyMillijoules,
        xidError,
        sentinels,
        duplicates);
  }

  /** Whether it came from the same place in the same way. */
  boolean sameWay(GpuObservation other) {
    return inParts == other.inParts && target.equals(other.target);
  }

  /** Of two ways, the one with the higher rank is followed: scraped, then with a counter. */
  int rank() {
    return (inParts ? 0 : 2) + (Double.isNaN(energyMillijoules) ? 0 : 1);
  }

  /** Compute slices of a GPU that is cut into MIG instances. */
  int slicesOfGpu() {
    return labels.gpuModel().contains("A30") ? 4 : 7;
  }

  /**
   * The part of the GPU that each of {@link #parts()} is, and last the part that none of them
   * covers. They add up to 1: instances that claim more slices than there are are scaled down.
   */
  double[] partWeights() {
    double[] weights = new double[parts.size() + 1];
    double claimed = 0;
    for (GpuPart part : parts) {
      claimed += part.slices();
    }
    if (claimed == 0) {
      Arrays.fill(weights, 0, parts.size(), 1.0 / parts.size());
      return weights;
    }
    double all = Math.max(slicesOfGpu(), claimed);
    for (int i = 0; i < parts.size(); i++) {
      weights[i] = parts.get(i).slices() / all;
    }
    weights[parts.size()] = (all - claimed) / all;
    return weights;
  }
}
