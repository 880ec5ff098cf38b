package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.util.List;
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

  /** The key of things that have no such name. */
  public static final String NONE = "__none__";

  /** The key of what is too much to be listed one by one. */
  public static final String OTHER = "__other__";

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

  /**
   * The item's key for time of {@code ledgerClass}. Nobody's time has a name of its own in a list
   * of owners, so that such a list adds up to the whole as well.
   *
   * @param names the values of this dimension, outermost first
   */
  String key(LedgerClass ledgerClass, List<String> names) {
    if (byOwner() && ledgerClass == LedgerClass.UNALLOCATED) {
      return UNALLOCATED;
    }
    if (byOwner() && ledgerClass == LedgerClass.UNKNOWN) {
      return UNKNOWN;
    }
    String joined = String.join("/", names.stream().filter(name -> !name.isEmpty()).toList());
    return joined.isEmpty() ? NONE : joined;
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
