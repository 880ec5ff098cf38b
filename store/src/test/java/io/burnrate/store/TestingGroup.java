package io.burnrate.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which shard of a group. Changes come one at a time, from {@link TestingSharedStore}'s
 * coordinator; rows and appends from any thread. Thread-safe: one lock.
 */
final class TestingGroup {
  private final String name;
  private final Table table;
  private final TailStore.Subscription tail;
  private final List<TestingMember> members = new ArrayList<>();
  private final @Nullable TestingMember[] owners;
  private final Map<TestingMember, Integer> appending = new HashMap<>();

  TestingGroup(TestingSharedStore shared, String name, Table table) {
    this.name = name;
    this.table = table;
    this.owners = new TestingMember[shared.shards()];
    this.tail = shared.tail(table, this::hand);
  }

  synchronized @Nullable TestingMember[] owners() {
    return owners.clone();
  }

  synchronized TestingMember member(String replica) {
    for (TestingMember member : members) {
      if (member.replica().equals(replica) && !member.gone()) {
        return member;
      }
    }
    throw new IllegalStateException(replica + " is no member of " + name);
  }

  synchronized void admit(TestingMember member) {
    members.add(member);
  }

  synchronized void fence(String replica) {
    for (TestingMember member : members) {
      if (member.replica().equals(replica)) {
        member.fence();
      }
    }
  }

  void readmit(String replica) {
    List<TestingMember> fenced;
    synchronized (this) {
      fenced =
          members.stream()
              .filter(each -> each.replica().equals(replica) && each.fenced() && !each.left())
              .toList();
    }
    for (TestingMember member : fenced) {
      await(member.loseAll());
      member.readmit();
    }
  }

  /** Deals the shards out evenly, moving as few as possible. */
  void deal() {
    apply(evenly());
  }

  private synchronized @Nullable TestingMember[] evenly() {
    members.removeIf(TestingMember::left);
    Map<TestingMember, Integer> counts = new LinkedHashMap<>();
    members.stream().filter(member -> !member.gone()).forEach(member -> counts.put(member, 0));
    @Nullable TestingMember[] plan = new TestingMember[owners.length];
    if (counts.isEmpty()) {
      return plan;
    }
    int each = owners.length / counts.size();
    int more = owners.length % counts.size();
    for (int shard = 0; shard < owners.length; shard++) {
      TestingMember owner = owners[shard];
      Integer count = owner == null ? null : counts.get(owner);
      if (owner != null && count != null && (count < each || (count == each && more-- > 0))) {
        plan[shard] = owner;
        counts.merge(owner, 1, Integer::sum);
      }
    }
    for (int shard = 0; shard < owners.length; shard++) {
      if (plan[shard] == null) {
        TestingMember least = null;
        for (TestingMember member : counts.keySet()) {
          if (least == null || counts.getOrDefault(member, 0) < counts.getOrDefault(least, 0)) {
            least = member;
          }
        }
        plan[shard] = least;
        counts.merge(member(least), 1, Integer::sum);
      }
    }
    return plan;
  }

  private static TestingMember member(@Nullable TestingMember member) {
    if (member == null) {
      throw new IllegalStateException("no member");
    }
    return member;
  }

  /** The old holders hear of it first, and are done with what they append, before the new ones. */
  void apply(@Nullable TestingMember[] plan) {
    @Nullable TestingMember[] before = owners();
    Map<TestingMember, Set<Integer>> leaving = new LinkedHashMap<>();
    Map<TestingMember, Set<Integer>> coming = new LinkedHashMap<>();
    for (int shard = 0; shard < plan.length; shard++) {
      TestingMember from = before[shard];
      TestingMember to = plan[shard];
      if (from != to && from != null) {
        leaving.computeIfAbsent(from, key -> new TreeSet<>()).add(shard);
      }
      if (from != to && to != null) {
        coming.computeIfAbsent(to, key -> new TreeSet<>()).add(shard);
      }
    }
    leaving.forEach(
        (member, shards) -> {
          if (!member.gone()) {
            await(member.lose(shards));
          }
          disown(member, shards);
        });
    synchronized (this) {
      coming.forEach(
          (member, shards) -> {
            shards.forEach(shard -> owners[shard] = member);
            member.gain(shards);
          });
    }
  }

  private synchronized void disown(TestingMember member, Set<Integer> shards) {
    shards.forEach(shard -> owners[shard] = null);
    long deadline =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(TestingSharedStore.PATIENCE_SECONDS);
    while (appending.getOrDefault(member, 0) > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(member.replica() + ": an append does not end");
      }
      try {
        wait(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whether {@code member} may append that now; if so, {@link #end} follows. */
  synchronized boolean begin(TestingMember member, RowBatch batch) {
    if (member.gone()) {
      return false;
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (owners[shard(batch, row)] != member) {
        return false;
      }
    }
    appending.merge(member, 1, Integer::sum);
    return true;
  }

  synchronized void end(TestingMember member) {
    appending.merge(member, -1, Integer::sum);
    notifyAll();
  }

  private int shard(RowBatch batch, int row) {
    Column key = table.shardKey();
    String text =
        key.type() == ColumnType.STRING
            ? batch.stringAt(key, row)
            : Long.toString(batch.longAt(key, row));
    return Shards.of(text, owners.length);
  }

  private synchronized void hand(RowBatch batch) {
    Map<TestingMember, List<Integer>> parts = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      TestingMember owner = owners[shard(batch, row)];
      if (owner != null && !owner.gone()) {
        parts.computeIfAbsent(owner, key -> new ArrayList<>()).add(row);
      }
    }
    parts.forEach((owner, rows) -> owner.hand(part(batch, rows)));
  }

  private static RowBatch part(RowBatch batch, List<Integer> rows) {
    if (rows.size() == batch.rows()) {
      return batch;
    }
    RowBatch.Builder part = RowBatch.builder(batch.table(), batch.source(), rows.size());
    for (int from : rows) {
      int to = part.addRow();
      for (Column column : batch.table().columns()) {
        switch (column.type()) {
          case LONG -> part.set(to, column, batch.longAt(column, from));
          case DOUBLE -> part.set(to, column, batch.doubleAt(column, from));
          case STRING -> part.set(to, column, batch.stringAt(column, from));
        }
      }
    }
    return part.build();
  }

  void settle() {
    List<TestingMember> all;
    synchronized (this) {
      all = members.stream().filter(member -> !member.left()).toList();
    }
    all.forEach(member -> await(member.idle()));
  }

  void close() {
    tail.close();
    Set<TestingMember> all;
    synchronized (this) {
      all = new HashSet<>(members);
      Arrays.fill(owners, null);
    }
    all.forEach(TestingMember::close);
  }

  private static void await(CompletableFuture<Void> told) {
    told.orTimeout(TestingSharedStore.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
