package io.burnrate.store;

/**
 * What a member of a group does with its shards. All calls come one at a time, from one thread of
 * the store's.
 */
public interface Worker {
  /**
   * These shards are ours from now on, until they are {@link #lost}. Rows of theirs that were
   * accepted before this call are in the store; rows from about now on come through {@link
   * #accept}, some of them perhaps for the second time. When this throws it is called again a
   * little later, and rows wait; a store without other replicas lets {@link SharedStore#join} throw
   * it instead.
   */
  void gained(Shards shards);

  /** These shards are another member's from now on, or nobody's. */
  void lost(Shards shards);

  /** The next rows of our shards. What this throws is logged and counted. */
  void accept(RowBatch batch);
}
