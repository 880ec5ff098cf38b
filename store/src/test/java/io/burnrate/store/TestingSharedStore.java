package io.burnrate.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Replicas in one process, for tests: any store, divided into shards, seen by each {@link #replica}
 * as by a process of its own. Shards are dealt out evenly whenever a member comes or goes, and can
 * be moved, a replica be cut off or stalled at will. Thread-safe.
 */
public final class TestingSharedStore implements AutoCloseable {
  static final long PATIENCE_SECONDS = 30;

  private final Store store;
  private final int shards;
  private final InstantSource clock;
  private final Map<String, TestingGroup> groups = Collections.synchronizedMap(new TreeMap<>());
  private final Set<String> stalled = Collections.synchronizedSet(new HashSet<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService coordinator =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "testing-coordinator");
            thread.setDaemon(true);
            return thread;
          });

  /** Over {@code store}, which is open, and stays the caller's to close. */
  public TestingSharedStore(Store store, int shards, InstantSource clock) {
    this.store = store;
    this.shards = shards;
    this.clock = clock;
  }

  /** The store as the process {@code name} sees it. Closing it leaves its groups and tails. */
  public Store replica(String name) {
    return new TestingReplica(this, name);
  }

  /**
   * Moves {@code shard} to {@code replica} by plan; {@link #settle} waits until its worker knows.
   */
  public void move(String group, int shard, String replica) {
    TestingGroup moved = group(group);
    await(
        () -> {
          TestingMember[] plan = moved.owners();
          plan[shard] = moved.member(replica);
          moved.apply(plan);
        });
  }

  /**
   * Cuts {@code replica} off: its shards are dealt to others, it hears nothing of it, believes what
   * it believed, and can neither append as a member nor confirm. {@link #settle} waits until the
   * others' workers know.
   */
  public void fence(String replica) {
    await(
        () -> {
          for (TestingGroup group : all()) {
            group.fence(replica);
            group.deal();
          }
        });
  }

  /** Lets a {@link #fence}d replica hear that it lost its shards, and join again. */
  public void tell(String replica) {
    await(
        () -> {
          for (TestingGroup group : all()) {
            group.readmit(replica);
            group.deal();
          }
        });
  }

  /**
   * The way to the store is closed for {@code replica}: what it appends and confirms fails with
   * STORE_UNREACHABLE, its rows wait, {@link Membership#currentAt} stands. It keeps its shards and
   * can still ask; plain tails go on.
   */
  public void stall(String replica) {
    stalled.add(replica);
  }

  /** Ends {@link #stall}. */
  public void resume(String replica) {
    stalled.remove(replica);
  }

  /** Who holds {@code shard}; empty when nobody does. */
  public String owner(String group, int shard) {
    TestingMember owner = group(group).owners()[shard];
    return owner == null ? "" : owner.replica();
  }

  /** Waits until shards are where they go and no member has work left. */
  public void settle() {
    await(() -> all().forEach(TestingGroup::settle));
  }

  /** What workers threw out of {@link Worker#lost} and {@link Worker#accept}. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    all().forEach(TestingGroup::close);
    coordinator.shutdownNow();
  }

  Store store() {
    return store;
  }

  int shards() {
    return shards;
  }

  InstantSource clock() {
    return clock;
  }

  boolean stalled(String replica) {
    return stalled.contains(replica);
  }

  void failed(Throwable failure) {
    failures.add(failure);
  }

  /** Changes of who holds what come one after the other. */
  void later(Runnable change) {
    coordinator.execute(
        () -> {
          try {
            change.run();
          } catch (RuntimeException e) {
            failures.add(e);
          }
        });
  }

  Membership join(String replica, String groupName, Table table, Worker worker) {
    TestingGroup group =
        groups.computeIfAbsent(groupName, name -> new TestingGroup(this, name, table));
    TestingMember member = new TestingMember(this, group, replica, worker);
    later(
        () -> {
          group.admit(member);
          group.deal();
        });
    return member;
  }

  TailStore.Subscription tail(Table table, Consumer<RowBatch> consumer) {
    return store.tail(table, consumer);
  }

  private List<TestingGroup> all() {
    synchronized (groups) {
      return List.copyOf(groups.values());
    }
  }

  private TestingGroup group(String name) {
    TestingGroup group = groups.get(name);
    if (group == null) {
      throw new IllegalStateException("nobody joined group " + name);
    }
    return group;
  }

  private void await(Runnable change) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(change, coordinator);
    try {
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
