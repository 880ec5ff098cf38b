package io.burnrate.collector.sources;

/**
 * Settings of what one sender may do.
 *
 * @param tenantHeader the request header that names the sender, where it is given; its address does
 *     otherwise
 * @param maxSamplesPerSecond samples, spans, records and lines a second of one sender by one way
 *     in; 0 for any number
 */
public record LimitsConfig(String tenantHeader, double maxSamplesPerSecond) {
  /** The header is the one that Cortex, Mimir and Loki have. */
  public static final LimitsConfig DEFAULT = new LimitsConfig("X-Scope-OrgID", 0);
}
