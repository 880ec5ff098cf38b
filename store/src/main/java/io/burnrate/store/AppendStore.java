package io.burnrate.store;

import java.util.concurrent.CompletionStage;

/** The way in. Thread-safe. */
public interface AppendStore {
  /**
   * Keeps a batch, whole or not at all; a query made before the stage completes may see a part of
   * it. The stage completes when the rows are durable; a row whose identity is stored already is
   * left out silently, so that a sender may repeat a batch. Fails with {@link
   * io.burnrate.domain.BurnrateException}: OVERLOADED when the store's queue is full (repeat
   * later), STORE_FAILED or STORE_UNREACHABLE when it could not be kept.
   */
  CompletionStage<Void> append(RowBatch batch);

  /**
   * The same for rows whose sender sends nothing more before it has the answer. A store that lets
   * rows wait, so that many share one commit, lets these wait for less long.
   */
  default CompletionStage<Void> appendSoon(RowBatch batch) {
    return append(batch);
  }
}
