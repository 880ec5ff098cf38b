package io.burnrate.store;

import java.util.function.Consumer;

/** Accepted rows, as they come. Thread-safe. */
public interface TailStore {
  /**
   * Hands every row of {@code table} that is accepted from now on to {@code consumer}, one batch at
   * a time, after it is durable. Rows with one value of {@link Table#shardKey} come in the order in
   * which they were accepted; a batch may come in parts, one for each shard, and together with
   * others. Rows that were stored already may appear again: consumers recognise them by their
   * identity. A consumer must not block for long; it holds back appends when it does. What a
   * consumer throws is logged and counted.
   */
  Subscription tail(Table table, Consumer<RowBatch> consumer);

  /** Ends a tail. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
