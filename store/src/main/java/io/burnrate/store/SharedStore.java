package io.burnrate.store;

/** Work that replicas share, so that each row has one of them to answer for it. Thread-safe. */
public interface SharedStore {
  /** Into how many parts work is divided: 1 where there are no other replicas. */
  int shardCount();

  /**
   * Joins {@code group}, whose members share the rows of {@code table} by shard: each shard is held
   * by one member at a time, and another's within seconds when that one is gone. The store must be
   * open.
   */
  Membership join(String group, Table table, Worker worker);
}
