package io.burnrate.store;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A {@link TestingSharedStore} as one process sees it. Thread-safe. */
final class TestingReplica implements Store {
  private final TestingSharedStore shared;
  private final String name;
  private final List<Membership> memberships = Collections.synchronizedList(new ArrayList<>());
  private final List<Subscription> tails = Collections.synchronizedList(new ArrayList<>());

  TestingReplica(TestingSharedStore shared, String name) {
    this.shared = shared;
    this.name = name;
  }

  @Override
  public void open() {}

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    return shared.stalled(name) ? unreachable() : shared.store().append(batch);
  }

  static CompletionStage<Void> unreachable() {
    return CompletableFuture.failedStage(
        new BurnrateException(ErrorCode.STORE_UNREACHABLE, "stalled by the test"));
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    return shared.store().query(query);
  }

  @Override
  public Subscription tail(Table table, Consumer<RowBatch> consumer) {
    Subscription tail = shared.tail(table, consumer);
    tails.add(tail);
    return tail;
  }

  @Override
  public int shardCount() {
    return shared.shards();
  }

  @Override
  public Membership join(String group, Table table, Worker worker) {
    Membership membership = shared.join(name, group, table, worker);
    memberships.add(membership);
    return membership;
  }

  @Override
  public Health health() {
    return shared.store().health();
  }

  @Override
  public Map<String, Double> measurements() {
    return shared.store().measurements();
  }

  @Override
  public void close() {
    List.copyOf(memberships).forEach(Membership::close);
    List.copyOf(tails).forEach(Subscription::close);
  }
}
