package io.burnrate.store.duckdb;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands committed batches to consumers, all on one thread, in order. Holds a bounded number of
 * rows; at the bound {@link #publish} waits. Thread-safe; one thread publishes.
 */
final class Tail {
  private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

  private final InstantSource clock;
  private final int maxRows;
  private final Counters counters;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "burnrate-store-tail");
  private @Nullable Delivery underway;
  private int waitingRows;
  private boolean closed;

  /** A durable batch, who is to get it, and when that was settled. */
  record Delivery(RowBatch batch, List<Listener> to, Instant at) {}

  /** One consumer. A delivery that runs while it is closed may still end. */
  final class Listener implements Subscription {
    private final Table table;
    private final Consumer<RowBatch> consumer;
    private volatile boolean ended;

    Listener(Table table, Consumer<RowBatch> consumer) {
      this.table = table;
      this.consumer = consumer;
    }

    @Override
    public Instant currentAt() {
      return handedOnUntil();
    }

    @Override
    public void close() {
      ended = true;
      listeners.remove(this);
    }
  }

  Tail(InstantSource clock, int maxRows, Counters counters) {
    this.clock = clock;
    this.maxRows = maxRows;
    this.counters = counters;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Subscription subscribe(Table table, Consumer<RowBatch> consumer) {
    Listener listener = new Listener(table, consumer);
    listeners.add(listener);
    return listener;
  }

  /** A durable batch, for everybody who listens now. */
  Delivery addressed(RowBatch batch) {
    List<Listener> to =
        listeners.stream().filter(listener -> listener.table == batch.table()).toList();
    return new Delivery(batch, to, clock.instant());
  }

  /** Takes a durable batch; waits while too many rows wait, but not once closed. */
  void publish(Delivery delivery) throws InterruptedException {
    if (delivery.to().isEmpty()) {
      return;
    }
    int rows = delivery.batch().rows();
    lock.lockInterruptibly();
    try {
      while (!closed && waitingRows > 0 && waitingRows + rows > maxRows) {
        changed.await();
      }
      waiting.add(delivery);
      waitingRows += rows;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waitingRows() {
    lock.lock();
    try {
      return waitingRows;
    } finally {
      lock.unlock();
    }
  }

  private Instant handedOnUntil() {
    lock.lock();
    try {
      Delivery busy = underway;
      if (busy != null) {
        return busy.at();
      }
      Delivery next = waiting.peek();
      return next == null ? clock.instant() : next.at();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Delivery next = take(); next != null; next = take()) {
        for (Listener listener : next.to()) {
          deliver(next.batch(), listener);
        }
        done(next);
      }
    } catch (InterruptedException e) {
      LOG.warn("Tail consumers did not end in time; the rest is in the store only");
    }
  }

  private @Nullable Delivery take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      underway = waiting.poll();
      return underway;
    } finally {
      lock.unlock();
    }
  }

  private void done(Delivery delivery) {
    lock.lock();
    try {
      waitingRows -= delivery.batch().rows();
      underway = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whatever a consumer throws stays here: the next consumers and batches go on. */
  private void deliver(RowBatch batch, Listener listener) {
    if (listener.ended) {
      return;
    }
    try {
      listener.consumer.accept(batch);
    } catch (Throwable e) {
      counters.tailFailures.increment();
      LOG.error("A consumer of {} failed on a batch from {}", batch.table(), batch.source(), e);
    }
  }

  /** Publishing waits no more from now on. */
  void stopHoldingBack() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands out what waits, for at most {@code patience}, then stops. */
  void close(Duration patience) throws InterruptedException {
    stopHoldingBack();
    thread.join(Math.max(1, patience.toMillis()));
    thread.interrupt();
  }
}
