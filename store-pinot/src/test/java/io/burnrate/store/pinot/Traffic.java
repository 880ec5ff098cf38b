package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Filter;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Spans of one trace that come all the time, like scrapes, whatever happens to the cluster; what
 * became of them; and questions whose answers must never lack one of them. Thread-safe.
 */
final class Traffic implements AutoCloseable {
  private static final int ROWS = 10;
  private static final Duration PACE = Duration.ofMillis(40);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Store store;
  private final String trace;
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong tailed = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Thread sender = Daemons.thread("traffic", this::send);
  private volatile boolean ended;

  Traffic(Store store, String trace) {
    this.store = store;
    this.trace = trace;
  }

  void start() {
    store.tail(Tables.SPANS, this::follow);
    sender.start();
  }

  private void send() {
    try {
      while (!ended) {
        long first = offered.getAndAdd(ROWS);
        CompletionStage<Void> answer = store.append(Replicas.spans(trace, ROWS, first));
        answer.whenComplete(this::answered);
        Thread.sleep(PACE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answered(@Nullable Void nothing, @Nullable Throwable failure) {
    if (failure == null) {
      acknowledged.addAndGet(ROWS);
    } else {
      faults.add("not appended: " + failure);
    }
  }

  /** A row may come again, but none before those that were appended before it. */
  private void follow(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.stringAt(Tables.SPANS.column("trace_id"), row).equals(trace)) {
        long number = batch.timeMillisAt(row) - Replicas.NOON.toEpochMilli();
        if (number > tailed.get()) {
          faults.add("row " + number + " was handed on, but not row " + tailed.get());
        }
        tailed.compareAndSet(number, number + 1);
      }
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Waits until so many more rows than now are acknowledged. */
  void goesOn(int rows) throws InterruptedException {
    long enough = acknowledged() + rows;
    Replicas.until(() -> acknowledged() >= enough);
  }

  static long count(Store store, String trace) {
    Query query =
        Query.aggregate(
            Tables.SPANS,
            new TimeRange(Replicas.NOON, Replicas.NOON.plusSeconds(86_400)),
            List.of(new Filter.Equal(Tables.SPANS.column("trace_id"), trace)),
            List.of(),
            List.of(Aggregate.countRows("rows")));
    return Replicas.await(store.query(query)).longAt(0, "rows");
  }

  /** Asks how many rows there are; at least {@code least}, and never more than were sent. */
  long count(long least) {
    long rows = count(store, trace);
    assertThat(rows).as("rows seen").isBetween(least, offered.get());
    return rows;
  }

  /** Asks; the answer has every row acknowledged until now. */
  long count() {
    return count(acknowledged());
  }

  /** Asks once, and allows it to fail for the store's sake: then there is no answer. */
  @Nullable BurnrateException tryCount() {
    return tryCount(acknowledged());
  }

  /** As {@link #tryCount()}; an answer has at least so many rows. */
  @Nullable BurnrateException tryCount(long least) {
    try {
      count(least);
      return null;
    } catch (BurnrateException e) {
      assertThat(e.code().retryable()).as("%s", e).isTrue();
      return e;
    }
  }

  /** Asks until there is an answer again; every one on the way is whole. */
  void answersAgain() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (BurnrateException e = tryCount(); e != null; e = tryCount()) {
      assertThat(System.nanoTime()).as("%s", e).isLessThan(deadline);
    }
  }

  /** Waits until the store calls itself well. */
  void wellAgain() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!store.health().ok()) {
      assertThat(System.nanoTime()).as(store.health().reason()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Stops sending; every row that was sent is stored once and was handed on in order. */
  @Override
  public void close() throws InterruptedException {
    ended = true;
    sender.join();
    assertThat(faults).isEmpty();
    Replicas.until(() -> acknowledged() == offered.get());
    wellAgain();
    answersAgain();
    assertThat(count()).isEqualTo(offered.get());
    Replicas.until(() -> tailed.get() == offered.get());
    assertThat(faults).isEmpty();
  }
}
