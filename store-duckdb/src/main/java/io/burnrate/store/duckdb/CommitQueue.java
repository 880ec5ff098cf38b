package io.burnrate.store.duckdb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches between their senders and the writer, in two lanes: rows whose sender waits for the
 * answer are due sooner than those that nobody waits for. The writer is woken once for a group, not
 * once for each batch. Thread-safe; one thread takes.
 */
final class CommitQueue {
  /** What came of {@link #offer}. */
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /** Batches that are due together. Guarded by the queue's lock. */
  private static final class Lane {
    private record Waiting(Pending pending, long dueNanos) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final long intervalNanos;

    Lane(Duration interval) {
      this.intervalNanos = interval.toNanos();
    }

    void add(Pending pending) {
      waiting.add(new Waiting(pending, System.nanoTime() + intervalNanos));
    }

    Pending remove() {
      return waiting.remove().pending();
    }

    boolean isEmpty() {
      return waiting.isEmpty();
    }

    /** When its first batch is due; only when it is not empty. */
    long due() {
      return waiting.element().dueNanos();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final int maxRows;
  private final int groupRows;
  private final Lane later;
  private final Lane soon;
  private int waitingRows;
  private int heldRows;
  private boolean closed;

  /**
   * A queue.
   *
   * @param maxRows that are held, those being committed included
   * @param groupRows from which on a group waits no longer
   * @param interval the longest wait for others to share a commit
   * @param soonInterval the same for senders that wait
   */
  CommitQueue(int maxRows, int groupRows, Duration interval, Duration soonInterval) {
    this.maxRows = maxRows;
    this.groupRows = groupRows;
    this.later = new Lane(interval);
    this.soon = new Lane(soonInterval);
  }

  /**
   * Takes a batch unless full; a batch larger than the whole queue is taken by an empty one. {@code
   * awaited} ones are due sooner.
   */
  Offer offer(Pending pending, boolean awaited) {
    int rows = pending.batch().rows();
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (heldRows > 0 && (long) heldRows + rows > maxRows) {
        return Offer.FULL;
      }
      Lane lane = awaited ? soon : later;
      boolean first = lane.isEmpty();
      lane.add(pending);
      waitingRows += rows;
      heldRows += rows;
      if (first || waitingRows >= groupRows) {
        arrived.signal();
      }
      return Offer.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batches to commit together, in order of arrival within a lane: those of a lane that is
   * due, or of both lanes when many rows wait or the queue is closed; the lane first whose first
   * batch is due first, so that none waits for more than what is before it. Empty when none came
   * within {@code idle}. Their rows count as held until {@link #release}.
   */
  List<Pending> take(Duration idle) throws InterruptedException {
    lock.lock();
    try {
      long idleNanos = idle.toNanos();
      while (waitingRows == 0 && !closed && idleNanos > 0) {
        idleNanos = arrived.awaitNanos(idleNanos);
      }
      long left = untilDue();
      while (left > 0 && !everything()) {
        arrived.awaitNanos(left);
        left = untilDue();
      }
      return nextGroup();
    } finally {
      lock.unlock();
    }
  }

  private boolean everything() {
    return closed || waitingRows >= groupRows;
  }

  /** Not above 0 when a lane is due or nothing waits. */
  private long untilDue() {
    Lane first = firstDue();
    return first.isEmpty() ? 0 : first.due() - System.nanoTime();
  }

  private Lane firstDue() {
    if (soon.isEmpty() || later.isEmpty()) {
      return soon.isEmpty() ? later : soon;
    }
    return later.due() - soon.due() < 0 ? later : soon;
  }

  private List<Pending> nextGroup() {
    List<Pending> group = new ArrayList<>();
    Lane first = firstDue();
    boolean all = everything();
    int rows = drain(first, group, 0);
    Lane other = first == soon ? later : soon;
    if (!other.isEmpty() && (all || other.due() - System.nanoTime() <= 0)) {
      rows = drain(other, group, rows);
    }
    waitingRows -= rows;
    return group;
  }

  private int drain(Lane lane, List<Pending> group, int rows) {
    int taken = rows;
    while (!lane.isEmpty() && taken < groupRows) {
      Pending next = lane.remove();
      group.add(next);
      taken += next.batch().rows();
    }
    return taken;
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
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and nothing is left to take. */
  boolean drained() {
    lock.lock();
    try {
      return closed && waitingRows == 0;
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
