package io.burnrate.store.duckdb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches between their senders and the writer. The writer is woken once for a group, not once for
 * each batch. Thread-safe; one thread takes.
 */
final class CommitQueue {
  /** What came of {@link #offer}. */
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition begun = lock.newCondition();
  private final Condition enough = lock.newCondition();
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private final int maxRows;
  private final int groupRows;
  private final long intervalNanos;
  private int waitingRows;
  private int heldRows;
  private long firstNanos;
  private boolean closed;

  CommitQueue(int maxRows, int groupRows, Duration interval) {
    this.maxRows = maxRows;
    this.groupRows = groupRows;
    this.intervalNanos = interval.toNanos();
  }

  /** Takes a batch unless full; a batch larger than the whole queue is taken by an empty one. */
  Offer offer(Pending pending) {
    int rows = pending.batch().rows();
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (heldRows > 0 && (long) heldRows + rows > maxRows) {
        return Offer.FULL;
      }
      if (waiting.isEmpty()) {
        firstNanos = System.nanoTime();
        begun.signal();
      }
      waiting.add(pending);
      waitingRows += rows;
      heldRows += rows;
      if (waitingRows >= groupRows) {
        enough.signal();
      }
      return Offer.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batches to commit together, in order of arrival: after the interval, or earlier when
   * many rows wait or the queue is closed. Empty when none came within {@code idle}. Their rows
   * count as held until {@link #release}.
   */
  List<Pending> take(Duration idle) throws InterruptedException {
    lock.lock();
    try {
      long idleNanos = idle.toNanos();
      while (waiting.isEmpty() && !closed && idleNanos > 0) {
        idleNanos = begun.awaitNanos(idleNanos);
      }
      long left = waiting.isEmpty() ? 0 : firstNanos + intervalNanos - System.nanoTime();
      while (left > 0 && waitingRows < groupRows && !closed) {
        left = enough.awaitNanos(left);
      }
      return nextGroup();
    } finally {
      lock.unlock();
    }
  }

  private List<Pending> nextGroup() {
    List<Pending> group = new ArrayList<>();
    int rows = 0;
    while (!waiting.isEmpty() && rows < groupRows) {
      Pending next = waiting.remove();
      group.add(next);
      rows += next.batch().rows();
    }
    waitingRows -= rows;
    return group;
  }

  void release(List<Pending> group) {
    int rows = 0;
    for (Pending each : group) {
      rows += each.batch().rows();
    }
    lock.lock();
    try {
      heldRows -= rows;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses what comes from now on; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      begun.signal();
      enough.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and nothing is left to take. */
  boolean drained() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  int heldRows() {
    lock.lock();
    try {
      return heldRows;
    } finally {
      lock.unlock();
    }
  }
}
