package io.burnrate.analytics;

/** Where a physical GPU is and what it is, as its newest row says. */
record GpuLabels(String cluster, String pool, String node, String gpuUuid, String gpuModel) {
  /** With what {@code other} says where this one says nothing. */
  GpuLabels unite(GpuLabels other) {
    return new GpuLabels(
        either(cluster, other.cluster),
        either(pool, other.pool),
        either(node, other.node),
        gpuUuid,
        either(gpuModel, other.gpuModel));
  }

  private static String either(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
