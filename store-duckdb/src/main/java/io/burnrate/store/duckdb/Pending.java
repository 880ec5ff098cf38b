package io.burnrate.store.duckdb;

import io.burnrate.store.RowBatch;
import java.util.concurrent.CompletableFuture;

/** A batch that waits for its commit, and its sender's answer. */
record Pending(RowBatch batch, CompletableFuture<Void> answer) {
  Pending(RowBatch batch) {
    this(batch, new CompletableFuture<>());
  }
}
