package io.burnrate.collector.http;

import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands the batches of one request to the store. One is on its way while the next is filled, not
 * more; so a request needs two batches of memory, however large it is. One thread only, and not an
 * event loop: a request of several batches waits here.
 */
public final class BatchAppender {
  /** The longest wait for one batch. */
  public static final long STORE_TIMEOUT_SECONDS = 10;

  private final AppendStore store;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  public BatchAppender(AppendStore store) {
    this.store = store;
  }

  /**
   * Appends {@code batch} once the one before it is durable. Throws a {@link Refusal} when that one
   * failed.
   */
  public void add(RowBatch batch) {
    if (batch.rows() == 0) {
      return;
    }
    try {
      last.get(STORE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.overloaded("closing");
    }
    last = store.append(batch).toCompletableFuture();
  }

  /** Completes when every batch is durable. */
  public CompletionStage<Void> durable() {
    return last;
  }
}
