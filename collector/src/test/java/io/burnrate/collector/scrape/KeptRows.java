package io.burnrate.collector.scrape;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.SharedStore;
import io.burnrate.store.Table;
import io.burnrate.store.Worker;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory, without other replicas, that can be full for a while. Thread-safe. */
final class KeptRows implements AppendStore, SharedStore {
  private final List<RowBatch> batches = new CopyOnWriteArrayList<>();
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();

  private boolean hanging;

  @Override
  public synchronized CompletionStage<Void> append(RowBatch batch) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedFuture(
          new BurnrateException(ErrorCode.OVERLOADED, "the queue is full"));
    }
    if (hanging) {
      CompletableFuture<Void> later = new CompletableFuture<>();
      waiting.add(
          () -> {
            batches.add(batch);
            later.complete(null);
          });
      return later;
    }
    batches.add(batch);
    return CompletableFuture.completedFuture(null);
  }

  /** Refuses the next {@code appends}. */
  void refuse(int appends) {
    refusals.set(appends);
  }

  /** From now on answers nobody, or answers everybody who waits. */
  synchronized void hang(boolean hang) {
    hanging = hang;
    if (!hang) {
      waiting.forEach(Runnable::run);
      waiting.clear();
    }
  }

  /** How many batches it has not answered. */
  synchronized int waiting() {
    return waiting.size();
  }

  @Override
  public int shardCount() {
    return 1;
  }

  @Override
  public Membership join(String group, Table table, Worker worker) {
    worker.gained(Shards.all(1));
    return new Sole();
  }

  private final class Sole implements Membership {
    @Override
    public Shards held() {
      return Shards.all(1);
    }

    @Override
    public CompletionStage<Void> append(RowBatch batch) {
      return KeptRows.this.append(batch);
    }

    @Override
    public CompletionStage<Void> confirm() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Instant currentAt() {
      return Instant.EPOCH;
    }

    @Override
    public void close() {}
  }

  List<RowBatch> of(Table table) {
    return batches.stream().filter(batch -> batch.table() == table).toList();
  }
}
