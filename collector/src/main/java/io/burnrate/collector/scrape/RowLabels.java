package io.burnrate.collector.scrape;

/** What a line's labels say about its GPU, beside its identity. Empty where they say nothing. */
record RowLabels(
    String cluster,
    String pool,
    String node,
    String gpuModel,
    String gpuIndex,
    String device,
    String pciBusId,
    String driverVersion,
    String migProfile) {}
