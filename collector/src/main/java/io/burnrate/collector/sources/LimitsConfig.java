package io.burnrate.collector.sources;

/**
 * Settings of what one sender may do.
 *
 * @param tenantHeader the request header that names the sender, where it is given; its address does
 *     otherwise
 * @param maxSamplesPerSecond samples, spans, records and lines a second of one sender by one way
 *     in; 0 for any number
 * @param maxSeriesPerSource distinct series of one source, heard within one to two hours; new ones
 *     beyond are refused
 * @param maxSeries the same of all sources together; each takes up to 44 bytes of heap
 */
public record LimitsConfig(
    String tenantHeader, double maxSamplesPerSecond, int maxSeriesPerSource, int maxSeries) {
  /**
   * The header is the one that Cortex, Mimir and Loki have. Half a million series are 1,500 GPUs
   * with 300 series each; two million take 90 MB at the most.
   */
  public static final LimitsConfig DEFAULT =
      new LimitsConfig("X-Scope-OrgID", 0, 500_000, 2_000_000);
}
