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

  /**
   * These shards are another member's as soon as this returns, or nobody's. Where they are moved by
   * plan, the next holder waits for it: what was begun may be ended, and {@link Membership#append}
   * still takes their rows. Where this member was cut off, it does not.
   */
  void lost(Shards shards);

  /** The next rows of our shards. What this throws is logged and counted. */
  void accept(RowBatch batch);
}
