package io.burnrate.collector.sources;

/**
 * Settings of what one sender may do.
 *
 * @param tenantHeader the request header that names the sender, where it is given; its address does
 *     otherwise
 */
public record LimitsConfig(String tenantHeader) {
  /** What Cortex, Mimir and Loki call it. */
  public static final LimitsConfig DEFAULT = new LimitsConfig("X-Scope-OrgID");
}
