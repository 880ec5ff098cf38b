package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Watches others keep the ledger. Its "append" writes nothing: it completes when the minutes of the
 * batch have been seen in the store, or when they are {@link #PATIENCE} overdue, which is counted.
 * Thread-safe.
 */
final class LedgerWatch implements AppendStore {
  /** How much later than it is due a minute is waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** GPU minutes beyond this are not remembered; they count as unconfirmed then. */
  static final int MAX_SEEN = 1_000_000;

  private static final Column UUID = Tables.LEDGER.column("gpu_uuid");

  private final Duration overdueAfter;

  /** By minute, the GPUs that have a row of it. */
  private final TreeMap<Long, Set<String>> seen = new TreeMap<>();

  /** What was in the store when we began to watch. */
  private final Map<Long, Set<String>> before = new HashMap<>();

  private int seenCount;
  private long forgottenUntil = Long.MIN_VALUE;
  private long confirmedUntil;
  private long unconfirmedMinutes;
  private @Nullable Wait waiting;

  /** What a batch lacks. */
  private record Wait(
      Map<Long, Set<String>> missing, long lastMinute, CompletableFuture<Void> answer) {}

  LedgerWatch(Duration closeAfter) {
    this.overdueAfter = closeAfter.plus(PATIENCE);
  }

  /** Notes that minutes before {@code until} are in the store. */
  synchronized void beginAt(Instant until) {
    confirmedUntil = until.toEpochMilli();
  }

  /** Notes a minute of a GPU that was in the store when we began to watch. */
  synchronized void noteBefore(long minute, String gpuUuid) {
    before.computeIfAbsent(minute, m -> new HashSet<>()).add(gpuUuid);
    note(minute, gpuUuid);
  }

  /** Whether {@code line} was in the store when we began to watch. */
  synchronized boolean before(LedgerRows.Line line) {
    return before.getOrDefault(line.startMillis(), Set.of()).contains(line.labels().gpuUuid());
  }

  /** Notes rows of the ledger that are in the store. */
  void observe(RowBatch rows) {
    Wait done;
    synchronized (this) {
      for (int row = 0; row < rows.rows(); row++) {
        note(rows.timeMillisAt(row), rows.stringAt(UUID, row));
      }
      done = takeIfConfirmed();
    }
    if (done != null) {
      done.answer().complete(null);
    }
  }

  private void note(long minute, String gpuUuid) {
    if (waiting != null) {
      strike(waiting, minute, Set.of(gpuUuid));
    }
    if (minute >= forgottenUntil
        && seenCount < MAX_SEEN
        && seen.computeIfAbsent(minute, m -> new HashSet<>()).add(gpuUuid)) {
      seenCount++;
    }
  }

  private static void strike(Wait wait, long minute, Set<String> gpus) {
    Set<String> lacking = wait.missing().get(minute);
    if (lacking != null) {
      lacking.removeAll(gpus);
      if (lacking.isEmpty()) {
        wait.missing().remove(minute);
      }
    }
  }

  private @Nullable Wait takeIfConfirmed() {
    Wait wait = waiting;
    if (wait == null || !wait.missing().isEmpty()) {
      return null;
    }
    confirmedUntil = Math.max(confirmedUntil, wait.lastMinute() + GpuAccount.MINUTE_MILLIS);
    end(wait);
    return wait;
  }

  private void end(Wait wait) {
    waiting = null;
    // Another batch of the same minute may follow.
    forgottenUntil = Math.max(forgottenUntil, wait.lastMinute());
    Map<Long, Set<String>> old = seen.headMap(forgottenUntil);
    old.values().forEach(gpus -> seenCount -= gpus.size());
    old.clear();
    before.keySet().removeIf(minute -> minute < forgottenUntil);
  }

  /** Waits for {@code batch}, one at a time. Never writes. */
  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    Wait wait = wanted(batch);
    boolean confirmed;
    synchronized (this) {
      if (waiting != null) {
        return CompletableFuture.failedStage(
            new BurnrateException(ErrorCode.OVERLOADED, "another minute is waited for"));
      }
      waiting = wait;
      Set.copyOf(wait.missing().keySet())
          .forEach(minute -> strike(wait, minute, seen.getOrDefault(minute, Set.of())));
      confirmed = takeIfConfirmed() != null;
    }
    if (confirmed) {
      wait.answer().complete(null);
    }
    return wait.answer();
  }

  private static Wait wanted(RowBatch batch) {
    Map<Long, Set<String>> missing = new HashMap<>();
    long last = Long.MIN_VALUE;
    for (int row = 0; row < batch.rows(); row++) {
      long minute = batch.timeMillisAt(row);
      missing.computeIfAbsent(minute, m -> new HashSet<>()).add(batch.stringAt(UUID, row));
      last = Math.max(last, minute);
    }
    return new Wait(missing, last, new CompletableFuture<>());
  }

  /** Gives up what is overdue at {@code now}; whether there was anything. */
  boolean giveUp(Instant now) {
    Wait overdue;
    synchronized (this) {
      overdue = waiting;
      if (overdue == null || now.toEpochMilli() < dueMillis(overdue)) {
        return false;
      }
      unconfirmedMinutes += overdue.missing().size();
      end(overdue);
    }
    overdue.answer().complete(null);
    return true;
  }

  private long dueMillis(Wait wait) {
    return wait.lastMinute() + GpuAccount.MINUTE_MILLIS + overdueAfter.toMillis();
  }

  /** The end of the newest minute that was seen whole. */
  synchronized Instant confirmedUntil() {
    return Instant.ofEpochMilli(confirmedUntil);
  }

  /** Minutes that were given up; each may well come to be stored later. */
  synchronized long unconfirmedMinutes() {
    return unconfirmedMinutes;
  }

  /** GPU minutes that are remembered. */
  synchronized int remembered() {
    return seenCount;
  }
}
