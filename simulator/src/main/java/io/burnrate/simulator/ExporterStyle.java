package io.burnrate.simulator;

/** How releases of dcgm-exporter differ in their labels. */
enum ExporterStyle {
  /** {@code Hostname}, and no pod labels on an unallocated GPU. */
  CURRENT("Hostname", false),
  /** {@code Hostname}, and empty pod labels on an unallocated GPU. */
  OLD("Hostname", true),
  /** {@code hostname}, as on the main branch since May 2026. */
  NEXT("hostname", false);

  final String hostLabel;
  final boolean emptyPodLabels;

  ExporterStyle(String hostLabel, boolean emptyPodLabels) {
    this.hostLabel = hostLabel;
    this.emptyPodLabels = emptyPodLabels;
  }
}
