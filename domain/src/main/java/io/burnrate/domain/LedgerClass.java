package io.burnrate.domain;

/** What a stretch of GPU time was: owned, or one kind of waste. The wire name is {@link #key()}. */
public enum LedgerClass {
  /** Allocated, and busy or idle for less than {@code ledger.idleAfter}. */
  OWNED("owned"),
  /** Allocated, and under {@code ledger.idleBelowRatio} for {@code ledger.idleAfter} or longer. */
  ALLOCATED_IDLE("allocatedIdle"),
  /** Nobody's. */
  UNALLOCATED("unallocated"),
  /** We heard nothing. */
  UNKNOWN("unknown");

  private final String key;

  LedgerClass(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  /** The class with the wire name {@code key}. */
  public static LedgerClass ofKey(String key) {
    for (LedgerClass each : values()) {
      if (each.key.equals(key)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no ledger class is called '" + key + "'");
  }
}
