package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches between their senders and Kafka, in one order. While Kafka answers they are sent as they
 * come; when it does not, everything unanswered goes to the spool, and so does all that comes until
 * the spool is empty again. One thread decides, so that nothing overtakes. Thread-safe.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final long AFTER_FAILURE_MILLIS = 100;

  private final OutboxParts parts;
  private final Spooling spooling;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private final Set<Pending> inFlight = new LinkedHashSet<>();
  private final Thread thread = Daemons.thread("burnrate-store-outbox", this::run);
  private int heldRows;
  private long inFlightBytes;
  private @Nullable KafkaLine line;
  private boolean closed;
  private long closeByNanos;

  private enum Step {
    SEND,
    RESCUE,
    SPOOL,
    DRAIN,
    DRAINED,
    HURRY,
    END
  }

  Outbox(OutboxParts parts) {
    this.parts = parts;
    this.spooling = new Spooling(parts, this::answer, this::wake);
  }

  /** Begins, with a line that is known to work. */
  void start(KafkaLine working) {
    if (parts.spool().isEmpty()) {
      line = working;
    } else {
      spooling.begin("rows of an earlier run are in the spool", working);
    }
    thread.start();
  }

  /**
   * Takes a batch, unless too many rows wait; a batch larger than that is taken by an empty one.
   */
  CompletionStage<Void> offer(RowBatch batch) {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedStage(
            new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is not open"));
      }
      int most = parts.limits().waitingRows();
      if (heldRows > 0 && (long) heldRows + batch.rows() > most) {
        parts.counters().rejectedBatches.increment();
        return CompletableFuture.failedStage(
            new BurnrateException(
                ErrorCode.OVERLOADED,
                "more than " + most + " rows wait for Kafka; try again later"));
      }
      Pending pending = new Pending(batch);
      waiting.add(pending);
      heldRows += batch.rows();
      changed.signal();
      return pending.answer.minimalCompletionStage();
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

  long inFlightBytes() {
    lock.lock();
    try {
      return inFlightBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Why rows do not go straight to Kafka; empty when they do. Does not block. */
  String trouble() {
    return spooling.trouble();
  }

  private void run() {
    boolean more = true;
    try {
      while (more) {
        more = goOn();
      }
    } catch (InterruptedException e) {
      LOG.warn("The outbox did not end in time");
    } finally {
      spooling.end();
      KafkaLine last = line;
      if (last != null) {
        last.close();
      }
    }
  }

  /** Takes a step; whatever becomes of it, there is a next one until the end. */
  private boolean goOn() throws InterruptedException {
    try {
      Step step = next();
      take(step);
      return step != Step.END;
    } catch (RuntimeException | Error e) {
      parts.counters().outboxFailures.increment();
      LOG.error("The outbox failed, and goes on", e);
      Thread.sleep(AFTER_FAILURE_MILLIS);
      return true;
    }
  }

  /** Waits until there is something to do. */
  private Step next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Step step = line == null ? whileSpooling() : whileSending(line);
        if (step != null) {
          return step;
        }
        long patience = line == null ? spooling.nanosToAttempt() : Long.MAX_VALUE;
        if (closed) {
          patience = Math.min(patience, Math.max(1, closeByNanos - System.nanoTime()));
        }
        changed.awaitNanos(patience);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Step whileSending(KafkaLine to) {
    if (to.failure() != null) {
      return inFlight.stream().noneMatch(Pending::waits) ? Step.RESCUE : null;
    }
    if (!waiting.isEmpty() && inFlightBytes < parts.limits().inFlightBytes()) {
      return Step.SEND;
    }
    if (closed && waiting.isEmpty() && inFlight.isEmpty()) {
      return Step.END;
    }
    return closed && System.nanoTime() - closeByNanos >= 0 ? Step.HURRY : null;
  }

  private @Nullable Step whileSpooling() {
    if (spooling.attemptEnded()) {
      return Step.DRAINED;
    }
    if (!waiting.isEmpty() && (closed || !spooling.finishing())) {
      return Step.SPOOL;
    }
    if (closed && waiting.isEmpty()) {
      return Step.END;
    }
    return spooling.attemptIsDue() ? Step.DRAIN : null;
  }

  private void take(Step step) {
    switch (step) {
      case SEND -> send();
      case RESCUE -> rescue();
      case SPOOL -> spooling.keep(nextGroup());
      case DRAIN -> spooling.attempt();
      case DRAINED -> {
        KafkaLine working = spooling.attempted();
        lock.lock();
        try {
          line = working;
        } finally {
          lock.unlock();
        }
      }
      case HURRY -> hurry();
      case END -> LOG.debug("The outbox ends");
    }
  }

  private void send() {
    KafkaLine to = line;
    Pending next = poll();
    if (next == null || to == null || !encode(next)) {
      return;
    }
    List<Parcel> parcels = next.missing();
    lock.lock();
    try {
      inFlight.add(next);
      parcels.forEach(each -> inFlightBytes += each.bytes());
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < parcels.size(); i++) {
      to.send(parcels.get(i), answer(next, i, parcels.get(i)));
    }
  }

  private @Nullable Pending poll() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private boolean encode(Pending pending) {
    try {
      pending.encoded(parts.parcels(pending.batch));
      return true;
    } catch (BurnrateException e) {
      answer(pending, e);
      return false;
    } catch (RuntimeException | Error e) {
      LOG.error("A batch from {} cannot be written", pending.batch.source(), e);
      answer(pending, new BurnrateException(ErrorCode.STORE_FAILED, "not writable: " + e, e));
      return false;
    }
  }

  private KafkaLine.Answer answer(Pending pending, int place, Parcel parcel) {
    return new KafkaLine.Answer() {
      @Override
      public void acknowledged(long offset) {
        parts.acknowledgements().acknowledged(parcel.table(), parcel.partition(), offset);
        note(pending, place, parcel, true);
      }

      @Override
      public void refused(Exception reason) {
        pending.refused(reason);
        note(pending, place, parcel, false);
      }

      @Override
      public void unanswered() {
        note(pending, place, parcel, false);
      }
    };
  }

  private void note(Pending pending, int place, Parcel parcel, boolean acknowledged) {
    boolean whole;
    lock.lock();
    try {
      inFlightBytes -= parcel.bytes();
      whole = pending.answered(place, acknowledged) && pending.settled();
      if (whole) {
        inFlight.remove(pending);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (whole) {
      answer(pending, pending.failure());
    }
  }

  /** Kafka has stopped answering: what it did not acknowledge goes to the spool, in order. */
  private void rescue() {
    List<Pending> left;
    KafkaLine broken = line;
    lock.lock();
    try {
      left = new ArrayList<>(inFlight);
      inFlight.clear();
      line = null;
    } finally {
      lock.unlock();
    }
    String reason = broken == null ? "" : String.valueOf(broken.failure());
    spooling.begin(reason, null);
    spooling.keep(left);
  }

  private List<Pending> nextGroup() {
    List<Pending> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < parts.limits().groupBatches() && bytes < parts.limits().groupBytes()) {
      Pending next = poll();
      if (next == null) {
        break;
      }
      if (encode(next)) {
        group.add(next);
        bytes += next.missing().stream().mapToLong(each -> each.bytes()).sum();
      }
    }
    return group;
  }

  private void hurry() {
    KafkaLine slow;
    lock.lock();
    try {
      slow = line;
    } finally {
      lock.unlock();
    }
    if (slow != null) {
      slow.end(new IllegalStateException("closing"));
    }
  }

  /** Tells a sender. */
  private void answer(Pending pending, @Nullable BurnrateException failure) {
    lock.lock();
    try {
      heldRows -= pending.batch.rows();
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      parts.counters().appendedRows.add(pending.batch.rows());
      parts.counters().acknowledgedBatches.increment();
      parts.answer(() -> pending.answer.complete(null));
    } else {
      parts.counters().failedBatches.increment();
      parts.answer(() -> pending.answer.completeExceptionally(failure));
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; gives Kafka, and then the spool, what was taken. */
  void close(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      closeByNanos = System.nanoTime() + patience.toNanos() / 2;
      changed.signal();
    } finally {
      lock.unlock();
    }
    thread.join(Math.max(1, patience.toMillis() / 2));
    // Its thread may itself wait for Kafka.
    hurry();
    thread.join(Math.max(1, patience.toMillis() / 2));
    thread.interrupt();
    List<Pending> left = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(inFlight);
      left.addAll(waiting);
      inFlight.clear();
      waiting.clear();
    } finally {
      lock.unlock();
    }
    for (Pending each : left) {
      answer(each, new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store was closed"));
    }
  }
}
