package io.burnrate.analytics;

/** Where a physical GPU is and what it is, as its newest row says. */
record GpuLabels(String cluster, String pool, String node, String gpuUuid, String gpuModel) {}
