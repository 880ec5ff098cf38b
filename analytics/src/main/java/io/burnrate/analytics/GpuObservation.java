package io.burnrate.analytics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return withParts(parts.stream().map(GpuPart::settled).toList());
  }

  private GpuObservation withParts(List<GpuPart> others) {
    return new GpuObservation(
        timeMillis,
        intervalMillis,
        inParts,
        target,
        labels,
        others,
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

  /**
   * Of two ways, the one with the higher rank is followed: scraped, then with a counter, then with
   * DCGM's profiling.
   */
  int rank() {
    boolean profiled = parts.stream().anyMatch(part -> part.basis().profiled());
    return (inParts ? 0 : 4) + (Double.isNaN(energyMillijoules) ? 0 : 2) + (profiled ? 1 : 0);
  }

  /** The part that a GPU is when it is not cut into MIG instances; null when it is. */
  @Nullable GpuPart wholeGpu() {
    return parts.size() == 1 && parts.get(0).migInstance().isEmpty() ? parts.get(0) : null;
  }

  /** The same, its {@link #wholeGpu()} replaced. */
  GpuObservation withWholeGpu(GpuPart part) {
    return withParts(List.of(part));
  }

  /**
   * Whether all that it says is who has asked for the GPU, as a scheduler does: no reading, and so
   * nothing to account.
   */
  boolean onlyRequests() {
    return Double.isNaN(powerWatts)
        && Double.isNaN(energyMillijoules)
        && Double.isNaN(xidError)
        && parts.stream().allMatch(part -> !part.read() && part.tellsShares());
  }

  /** Whether the use of any part of it is known. */
  boolean utilizationKnown() {
    return parts.stream().anyMatch(part -> !Double.isNaN(part.utilizationRatio()));
  }

  /** Compute slices of a GPU that is cut into MIG instances. */
  int slicesOfGpu() {
    return labels.gpuModel().contains("A30") ? 4 : 7;
  }

  /**
   * The part of the GPU that each of {@link #parts()} is, and last the part that none of them
   * covers, or that no sharer asked for. They add up to 1: instances that claim more slices than
   * there are are scaled down.
   */
  double[] partWeights() {
    double[] weights = new double[parts.size() + 1];
    double claimed = 0;
    for (GpuPart part : parts) {
      claimed += part.slices();
    }
    if (claimed == 0) {
      double each = 1.0 / parts.size();
      for (int i = 0; i < parts.size(); i++) {
        double handed = parts.get(i).handedRatio();
        weights[i] = each * handed;
        weights[parts.size()] += each * (1 - handed);
      }
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
