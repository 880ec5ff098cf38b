package io.burnrate.simulator;

/**
 * A GPU as a whole, or one of its MIG instances.
 *
 * @param profile MIG profile; empty for a whole GPU
 * @param instanceId the exporter's GPU_I_ID; -1 for a whole GPU
 * @param slices compute slices of {@link #SLICES_PER_GPU}
 * @param memoryEighths memory slices of eight
 */
record Partition(String profile, int instanceId, int slices, int memoryEighths) {
  /** Compute slices of every MIG-capable GPU. */
  static final int SLICES_PER_GPU = 7;

  static final Partition WHOLE = new Partition("", -1, SLICES_PER_GPU, 8);

  boolean mig() {
    return instanceId >= 0;
  }
}
