package io.burnrate.store;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One member of a {@link TestingGroup}; its worker runs on a thread of its own. Thread-safe. */
final class TestingMember implements Membership {
  private static final long RETRY_MILLIS = 20;

  private final TestingSharedStore shared;
  private final TestingGroup group;
  private final String replica;
  private final Worker worker;
  private final Set<Integer> believed = new HashSet<>();
  private final Set<Integer> leaving = new HashSet<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread daemon = new Thread(task, "testing-member");
            daemon.setDaemon(true);
            return daemon;
          });
  private Instant current;
  private volatile boolean fenced;
  private volatile boolean left;

  TestingMember(TestingSharedStore shared, TestingGroup group, String replica, Worker worker) {
    this.shared = shared;
    this.group = group;
    this.replica = replica;
    this.worker = worker;
    this.current = shared.clock().instant();
  }

  String replica() {
    return replica;
  }

  boolean fenced() {
    return fenced;
  }

  boolean left() {
    return left;
  }

  /** Whether its group no longer counts on it. */
  boolean gone() {
    return fenced || left;
  }

  void fence() {
    fenced = true;
  }

  void readmit() {
    fenced = false;
  }

  @Override
  public synchronized Shards held() {
    return left ? Shards.none(shared.shards()) : new Shards(believed, shared.shards());
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    if (shared.stalled(replica)) {
      return TestingReplica.unreachable();
    }
    return group.begin(this, batch)
        ? shared.store().append(batch).whenComplete((done, failure) -> group.end(this))
        : notOwner();
  }

  @Override
  public CompletionStage<Void> confirm() {
    if (shared.stalled(replica)) {
      return TestingReplica.unreachable();
    }
    return gone() ? notOwner() : CompletableFuture.completedStage(null);
  }

  private CompletionStage<Void> notOwner() {
    return CompletableFuture.failedStage(
        new BurnrateException(ErrorCode.NOT_OWNER, replica + " does not hold that"));
  }

  @Override
  public synchronized Instant currentAt() {
    if (waiting.get() == 0 && !gone() && !shared.stalled(replica)) {
      current = shared.clock().instant();
    }
    return current;
  }

  /** Tells the worker, sooner or later. */
  void gain(Set<Integer> shards) {
    run(() -> gainNow(shards));
  }

  private void gainNow(Set<Integer> shards) {
    while (true) {
      Set<Integer> wanted = new HashSet<>(shards);
      synchronized (this) {
        wanted.removeAll(leaving);
      }
      if (wanted.isEmpty() || gone()) {
        return;
      }
      try {
        worker.gained(new Shards(wanted, shared.shards()));
        synchronized (this) {
          believed.addAll(wanted);
        }
        return;
      } catch (RuntimeException e) {
        pause();
      }
    }
  }

  /** Tells the worker; the stage completes when it knows. Until then the shards are its own. */
  CompletableFuture<Void> lose(Set<Integer> shards) {
    synchronized (this) {
      leaving.addAll(shards);
    }
    CompletableFuture<Void> told = new CompletableFuture<>();
    run(
        () -> {
          try {
            loseNow(shards);
          } finally {
            told.complete(null);
          }
        });
    return told;
  }

  private void loseNow(Set<Integer> shards) {
    Set<Integer> known = new HashSet<>(shards);
    synchronized (this) {
      known.retainAll(believed);
      believed.removeAll(known);
      leaving.removeAll(shards);
    }
    if (!known.isEmpty()) {
      worker.lost(new Shards(known, shared.shards()));
    }
  }

  /** Tells a worker whose member was cut off. */
  CompletableFuture<Void> loseAll() {
    return lose(Shards.all(shared.shards()).held());
  }

  void hand(RowBatch batch) {
    run(
        () -> {
          while (shared.stalled(replica) && !gone()) {
            pause();
          }
          if (!gone()) {
            worker.accept(batch);
          }
        });
  }

  /** Completes when what was handed over before this call is done. */
  CompletableFuture<Void> idle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    run(() -> idle.complete(null));
    return idle;
  }

  private void run(Runnable task) {
    if (left) {
      return;
    }
    waiting.incrementAndGet();
    thread.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            shared.failed(e);
          } finally {
            waiting.decrementAndGet();
          }
        });
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!left) {
      left = true;
      thread.shutdown();
      shared.later(group::deal);
    }
  }
}
