package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One member of a Kafka consumer group, and what it writes as such. Thread-safe. */
final class GroupMember implements Membership {
  private static final Duration LAST_WRITES = Duration.ofMillis(300);
  private static final Duration LEAVING = Duration.ofMillis(500);

  private final Holding holding;
  private final GroupReader reader;
  private final GroupWriter writer;
  private final Parts parts;
  private volatile boolean left;

  /**
   * What every member works with.
   *
   * @param settled of all tables
   * @param rowsGoStraight whether no acknowledged rows of this process wait in its spool
   * @param closed is told of a member that has left
   */
  record Parts(
      OutboxParts flow,
      Settled settled,
      BooleanSupplier rowsGoStraight,
      InstantSource clock,
      Consumer<GroupMember> closed) {}

  GroupMember(String group, Table table, Worker worker, Parts parts) {
    this.parts = parts;
    this.holding = new Holding(parts.flow.partitions());
    String groupId = parts.flow.names().group(group);
    GroupWriter writing =
        new GroupWriter(
            new GroupWriter.Parts(parts.flow, groupId + "-" + UUID.randomUUID()), holding);
    this.writer = writing;
    this.reader =
        new GroupReader(
            groupId, table, worker, holding, parts, () -> writing.offer(null, Map.of()));
  }

  void start() {
    reader.start();
    writer.start();
  }

  @Override
  public Shards held() {
    return left ? Shards.none(parts.flow.partitions()) : holding.held();
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    if (left) {
      return notOwner("this member has left its group");
    }
    Set<Integer> shards = shards(batch);
    Map<Integer, Long> gains = holding.gains(shards);
    if (gains == null) {
      return notOwner("not every row is in a shard of this member");
    }
    return batch.rows() == 0 ? CompletableFuture.completedStage(null) : writer.offer(batch, gains);
  }

  private Set<Integer> shards(RowBatch batch) {
    Set<Integer> shards = new HashSet<>();
    for (int row = 0; row < batch.rows(); row++) {
      shards.add(RowCodec.partition(batch, row, parts.flow.partitions()));
    }
    return shards;
  }

  @Override
  public CompletionStage<Void> confirm() {
    boolean none = left || holding.held().held().isEmpty();
    return none ? notOwner("this member holds nothing") : writer.offer(null, Map.of());
  }

  private CompletionStage<Void> notOwner(String why) {
    parts.flow.counters().notOwner.increment();
    BurnrateException failure = GroupWriter.notOwner(why);
    return CompletableFuture.failedStage(failure);
  }

  @Override
  public Instant currentAt() {
    return reader.currentAt();
  }

  @Override
  public void close() {
    if (left) {
      return;
    }
    left = true;
    try {
      writer.close(LAST_WRITES);
      reader.close(LEAVING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.closed.accept(this);
  }
}
