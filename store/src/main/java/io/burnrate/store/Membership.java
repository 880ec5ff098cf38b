package io.burnrate.store;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** One member of a group that shares the work on a table. Thread-safe. */
public interface Membership extends AutoCloseable {
  /** The shards held now. */
  Shards held();

  /**
   * Keeps a batch as {@link AppendStore#append} does, but only if every row's {@link
   * Table#shardKey} is in a shard that is still ours when the batch becomes durable: a member that
   * was cut off and knows nothing of it cannot write. Fails with NOT_OWNER otherwise.
   */
  CompletionStage<Void> append(RowBatch batch);

  /**
   * Asks whether the group still counts on this member; fails with NOT_OWNER if not, and as {@link
   * #append} does when it cannot be found out. For use right before an effect outside the store.
   */
  CompletionStage<Void> confirm();

  /**
   * An instant at which every row of our shards accepted until then had been handed on; it stands
   * still while the store's tail does. Does not block.
   */
  Instant currentAt();

  /** Leaves the group, so that others take over at once. {@link Worker#lost} is not called. */
  @Override
  void close();
}
