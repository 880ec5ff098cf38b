package io.burnrate.analytics;

import java.util.Arrays;
import java.util.List;

/**
 * What one page says of one physical GPU.
 *
 * @param parts one whole GPU, or its MIG instances
 * @param powerWatts of the whole GPU; NaN when unknown
 * @param powerLimitWatts NaN when unknown
 * @param energyMillijoules the counter; NaN when unknown
 * @param xidError newest XID code, sticky; NaN when unknown
 */
record GpuObservation(
    long timeMillis,
    long intervalMillis,
    GpuLabels labels,
    List<GpuPart> parts,
    double powerWatts,
    double powerLimitWatts,
    double energyMillijoules,
    double xidError) {

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
