package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Membership;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one real store look as if several processes shared it. Rows are kept and answered by the
 * real one; they are handed on in the thread that appends, as soon as they are durable, so that a
 * test sees every step. Who holds which shard is for the test to say; a store of one shard gives it
 * to whoever joins. For one thread.
 */
final class TestingSharedStore implements Store {
  private final Store real;
  private final int shardCount;
  private final InstantSource clock;
  private final List<Member> members = new ArrayList<>();
  private final Map<Integer, Member> holders = new HashMap<>();
  private final Map<Table, List<Consumer<RowBatch>>> tails = new HashMap<>();
  private final Set<Integer> refused = new HashSet<>();
  private final List<Runnable> heldAppends = new ArrayList<>();
  private boolean holdingAppends;
  private @Nullable Instant currentAt;
  private int queriesToFail;
  private Runnable beforeQuery = () -> {};
  private @Nullable Instant tailsCurrentAt;
  private int appendedBatches;

  TestingSharedStore(Store real, int shardCount, InstantSource clock) {
    this.real = real;
    this.shardCount = shardCount;
    this.clock = clock;
  }

  /** One process's part in the group. */
  final class Member implements Membership {
    private final Worker worker;
    private final Set<Integer> believed = new HashSet<>();
    private boolean cutOff;

    Member(Worker worker) {
      this.worker = worker;
    }

    @Override
    public Shards held() {
      return new Shards(believed, shardCount);
    }

    @Override
    public CompletionStage<Void> append(RowBatch batch) {
      if (!holdingAppends) {
        return appendNow(batch);
      }
      CompletableFuture<Void> answer = new CompletableFuture<>();
      heldAppends.add(
          () ->
              appendNow(batch)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure == null) {
                          answer.complete(null);
                        } else {
                          answer.completeExceptionally(failure);
                        }
                      }));
      return answer;
    }

    private CompletionStage<Void> appendNow(RowBatch batch) {
      for (int row = 0; row < batch.rows(); row++) {
        String key = batch.stringAt(batch.table().shardKey(), row);
        int shard = Shards.of(key, shardCount);
        if (holders.get(shard) != this || refused.contains(shard)) {
          return CompletableFuture.failedStage(
              new BurnrateException(ErrorCode.NOT_OWNER, "not this member's: " + key));
        }
      }
      return TestingSharedStore.this.append(batch);
    }

    @Override
    public CompletionStage<Void> confirm() {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public Instant currentAt() {
      Instant held = currentAt;
      return held == null ? clock.instant() : held;
    }

    @Override
    public void close() {
      cutOff(this);
    }
  }

  /** Of those who joined, in order. */
  Member member(int index) {
    return members.get(index);
  }

  /** Hands shards over, as a change of members does. */
  void move(Member to, int... shards) {
    Set<Integer> moved = Arrays.stream(shards).boxed().collect(Collectors.toSet());
    for (int shard : moved) {
      Member from = holders.remove(shard);
      if (from != null && !from.cutOff) {
        from.believed.remove(shard);
        from.worker.lost(new Shards(Set.of(shard), shardCount));
      }
    }
    moved.forEach(shard -> holders.put(shard, to));
    refused.removeAll(moved);
    to.believed.addAll(moved);
    to.worker.gained(new Shards(moved, shardCount));
  }

  /** From now on {@code member} holds nothing and hears nothing, not even that. */
  void cutOff(Member member) {
    member.cutOff = true;
    holders.values().removeIf(holder -> holder == member);
  }

  /** Refuses what a member appends to these shards, which it holds all the same. */
  void refuse(int... shards) {
    Arrays.stream(shards).forEach(refused::add);
  }

  /** Ends {@link #refuse}, as a move does. */
  void allow(int... shards) {
    Arrays.stream(shards).forEach(refused::remove);
  }

  void holdAppends() {
    holdingAppends = true;
  }

  void releaseAppends() {
    holdingAppends = false;
    List.copyOf(heldAppends).forEach(Runnable::run);
    heldAppends.clear();
  }

  /** Lets members be up to date with {@code instant} only; null for always. */
  void stallAt(@Nullable Instant instant) {
    currentAt = instant;
  }

  void failQueries(int count) {
    queriesToFail = count;
  }

  void beforeQuery(Runnable action) {
    beforeQuery = action;
  }

  /** Lets tails be up to date with {@code instant} only. */
  void stallTailsAt(Instant instant) {
    tailsCurrentAt = instant;
  }

  int appendedBatches() {
    return appendedBatches;
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    real.append(batch).toCompletableFuture().join();
    appendedBatches++;
    if (batch.table().equals(Tables.GPU_SAMPLES)) {
      for (Member member : List.copyOf(members)) {
        Set<Integer> own =
            holders.entrySet().stream()
                .filter(entry -> entry.getValue() == member)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        RowBatch part = part(batch, new Shards(own, shardCount));
        if (part.rows() > 0) {
          member.worker.accept(part);
        }
      }
    }
    List.copyOf(tails.getOrDefault(batch.table(), List.of())).forEach(tail -> tail.accept(batch));
    return CompletableFuture.completedStage(null);
  }

  private static RowBatch part(RowBatch batch, Shards shards) {
    RowBatch.Builder part = RowBatch.builder(batch.table(), batch.source(), 8);
    for (int row = 0; row < batch.rows(); row++) {
      if (shards.holds(batch.stringAt(batch.table().shardKey(), row))) {
        copy(batch, row, part);
      }
    }
    return part.build();
  }

  private static void copy(RowBatch from, int row, RowBatch.Builder to) {
    int place = to.addRow();
    for (Column column : from.table().columns()) {
      if (column.type() == ColumnType.LONG) {
        to.set(place, column, from.longAt(column, row));
      } else if (column.type() == ColumnType.DOUBLE) {
        to.set(place, column, from.doubleAt(column, row));
      } else {
        to.set(place, column, from.stringAt(column, row));
      }
    }
  }

  @Override
  public Subscription tail(Table table, Consumer<RowBatch> consumer) {
    List<Consumer<RowBatch>> all = tails.computeIfAbsent(table, t -> new ArrayList<>());
    all.add(consumer);
    return new Subscription() {
      @Override
      public Instant currentAt() {
        Instant held = tailsCurrentAt;
        return held == null ? clock.instant() : held;
      }

      @Override
      public void close() {
        all.remove(consumer);
      }
    };
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    beforeQuery.run();
    if (queriesToFail > 0) {
      queriesToFail--;
      return CompletableFuture.failedStage(
          new BurnrateException(ErrorCode.TIMEOUT, "the server is down"));
    }
    return real.query(query);
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public Membership join(String group, Table table, Worker worker) {
    Member member = new Member(worker);
    members.add(member);
    if (shardCount == 1) {
      move(member, 0);
    }
    return member;
  }

  @Override
  public void open() {
    real.open();
  }

  @Override
  public Health health() {
    return Health.OK;
  }

  @Override
  public Map<String, Double> measurements() {
    return Map.of();
  }

  @Override
  public void close() {
    real.close();
  }
}
