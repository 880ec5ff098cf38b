package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.TailStore.Subscription;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The only member of its group: nobody else has this file open. Thread-safe. */
final class SoleMembership implements Membership {
  private final AppendStore store;
  private final Subscription subscription;
  private volatile boolean left;

  SoleMembership(AppendStore store, Subscription subscription) {
    this.store = store;
    this.subscription = subscription;
  }

  @Override
  public Shards held() {
    return left ? Shards.none(1) : Shards.all(1);
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    return left ? notOwner() : store.append(batch);
  }

  @Override
  public CompletionStage<Void> confirm() {
    return left ? notOwner() : CompletableFuture.completedStage(null);
  }

  private static CompletionStage<Void> notOwner() {
    return CompletableFuture.failedStage(
        new BurnrateException(ErrorCode.NOT_OWNER, "this member has left its group"));
  }

  @Override
  public Instant currentAt() {
    return subscription.currentAt();
  }

  @Override
  public void close() {
    left = true;
    subscription.close();
  }
}
