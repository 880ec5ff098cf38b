package io.burnrate.store;

import java.time.Instant;
import java.util.function.Consumer;

/** Accepted rows, as they come. Thread-safe. */
public interface TailStore {
  /**
   * Hands every row of {@code table} that is accepted from now on to {@code consumer}, one batch at
   * a time, after it is durable. Rows with one value of {@link Table#shardKey} come in the order in
   * which they were accepted; a batch may come in parts, one for each shard, and together with
   * others; rows of one batch with the same shard key and time come in one part. Rows that were
   * stored already may appear again: consumers recognise them by their identity. A consumer must
   * not block for long; it holds back appends when it does. What a consumer throws is logged and
   * counted.
   */
  Subscription tail(Table table, Consumer<RowBatch> consumer);

  /** One consumer's tail. Thread-safe. */
  interface Subscription extends AutoCloseable {
    /**
     * An instant at which every row accepted until then had been handed on; it stands still while
     * the tail does. {@link Instant#EPOCH} while the tail has not begun, as when the store does not
     * answer: rows accepted before it begins are not handed on. Does not block.
     */
    Instant currentAt();

    /** Ends it. */
    @Override
    void close();
  }
}
