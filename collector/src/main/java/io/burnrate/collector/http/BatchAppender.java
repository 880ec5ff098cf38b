package io.burnrate.collector.http;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  /** The longest wait for a store that is full. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long PAUSE_MILLIS = 50;

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
    last = append(batch);
  }

  /** A store that is full now has room after its next commit; then it is this batch's turn. */
  private CompletableFuture<Void> append(RowBatch batch) {
    long begun = System.nanoTime();
    while (true) {
      CompletableFuture<Void> stored = store.appendSoon(batch).toCompletableFuture();
      if (!full(stored) || System.nanoTime() - begun > PATIENCE_NANOS) {
        return stored;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Refusal.overloaded("closing");
      }
    }
  }

  private static boolean full(CompletableFuture<Void> stored) {
    if (!stored.isCompletedExceptionally()) {
      return false;
    }
    try {
      stored.join();
      return false;
    } catch (CompletionException e) {
      return e.getCause() instanceof BurnrateException coded
          && coded.code() == ErrorCode.OVERLOADED;
    }
  }

  /** Completes when every batch is durable. */
  public CompletionStage<Void> durable() {
    return last;
  }
}
