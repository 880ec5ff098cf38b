package io.burnrate.analytics;

import java.util.Optional;

/** What figures can be listed by. The wire name is {@link #key()}. */
public enum Dimension {
  CLUSTER("cluster"),
  POOL("pool"),
  NODE("node"),
  GPU("gpu"),
  GPU_MODEL("gpuModel"),
  NAMESPACE("namespace"),
  /** {@code namespace/workload}. */
  WORKLOAD("workload"),
  /** The ledger's class: owned, allocatedIdle, unallocated, unknown. */
  CLASS("class");

  /** The key of time that nobody owned, in a list by namespace or workload. */
  public static final String UNALLOCATED = "__unallocated__";

  /** The key of time in which nothing was heard, in a list by namespace or workload. */
  public static final String UNKNOWN = "__unknown__";

  private final String key;

  Dimension(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  /** Whether the keys are owners, so that a shared GPU counts for several of them in part. */
  public boolean byOwner() {
    return this == NAMESPACE || this == WORKLOAD;
  }

  /** The dimension with the wire name {@code key}. */
  public static Optional<Dimension> ofKey(String key) {
    for (Dimension each : values()) {
      if (each.key.equals(key)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
