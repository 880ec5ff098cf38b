package io.burnrate.benchmarks.stores;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills a store as fast as it takes rows, with a bounded number of them on their way, and waits
 * until a query counts them all.
 */
final class Ingest {
  /** As many as a big collector would have waiting. */
  private static final int MOST_ON_THEIR_WAY = 100_000;

  private static final int PROGRESS_ROWS = 500_000;
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final long PAUSE_MILLIS = 20;
  private static final double MILLION = 1e6;

  private final Side side;
  private final Progress progress;
  private final Semaphore room = new Semaphore(MOST_ON_THEIR_WAY);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Ingest(Side side, Progress progress) {
    this.side = side;
    this.progress = progress;
  }

  /**
   * What it took.
   *
   * @param acknowledgedSeconds until all rows were durable
   * @param queryableSeconds until a query counted them
   * @param ownSeconds CPU time of this process, with that of making the rows
   * @param clusterSeconds CPU time of the cluster's process
   * @param bytes on disk, by what they are
   */
  record Outcome(
      String table,
      long rows,
      double load,
      double acknowledgedSeconds,
      double queryableSeconds,
      double ownSeconds,
      double clusterSeconds,
      Map<String, Long> bytes) {
    double acknowledgedRowsPerSecond() {
      return rows / acknowledgedSeconds;
    }

    double queryableRowsPerSecond() {
      return rows / queryableSeconds;
    }

    double ownSecondsPerMillionSamples() {
      return ownSeconds / rows / Fleet.READINGS * MILLION;
    }

    double clusterSecondsPerMillionSamples() {
      return clusterSeconds / rows / Fleet.READINGS * MILLION;
    }
  }

  /** Appends {@code rows} rows of batches from {@code source}, all of which {@code range} holds. */
  Outcome run(Table table, long rows, TimeRange range, Supplier<RowBatch> source)
      throws InterruptedException {
    double load = Machine.load();
    double own = CpuTime.own();
    double cluster = side.clusterSeconds();
    long begun = System.nanoTime();
    long next = PROGRESS_ROWS;
    for (long sent = 0; sent < rows; ) {
      RowBatch batch = source.get();
      append(batch);
      sent += batch.rows();
      if (sent >= next) {
        next += PROGRESS_ROWS;
        progress.say(
            "%s: %,d of %,d rows of %s appended, %,.0f rows/s",
            side.name(), sent, rows, table, sent / seconds(begun));
      }
    }
    room.acquire(MOST_ON_THEIR_WAY);
    rethrow();
    double acknowledged = seconds(begun);
    progress.say("%s: acknowledged after %.1f s", side.name(), acknowledged);
    awaitCount(table, rows, range);
    double queryable = seconds(begun);
    progress.say("%s: queryable after %.1f s", side.name(), queryable);
    return new Outcome(
        table.name(),
        rows,
        load,
        acknowledged,
        queryable,
        CpuTime.own() - own,
        side.clusterSeconds() - cluster,
        side.bytes());
  }

  private void append(RowBatch batch) throws InterruptedException {
    room.acquire(batch.rows());
    rethrow();
    side.store()
        .append(batch)
        .whenComplete(
            (nothing, thrown) -> {
              if (thrown != null) {
                failure.compareAndSet(null, thrown);
              }
              room.release(batch.rows());
            });
  }

  /** Fewer rows are on their way than a store lets wait, so that none may be refused. */
  private void rethrow() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException(side.name() + ": a batch was not taken: " + thrown, thrown);
    }
  }

  private void awaitCount(Table table, long rows, TimeRange range) throws InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      long count = count(table, range);
      if (count == rows) {
        return;
      }
      if (count > rows || seconds(begun) > PATIENCE.toSeconds()) {
        throw new IllegalStateException(
            side.name() + ": " + table + " has " + count + " rows, expected " + rows);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** -1 while the store says that it is not up to date. */
  private long count(Table table, TimeRange range) {
    Query query =
        Query.aggregate(table, range, List.of(), List.of(), List.of(Aggregate.countRows("rows")));
    try {
      return side.ask(query).longAt(0, "rows");
    } catch (CompletionException e) {
      if (e.getCause() instanceof BurnrateException known
          && (known.code() == ErrorCode.TIMEOUT || known.code() == ErrorCode.PARTIAL_RESULT)) {
        progress.say("%s: %s", side.name(), String.valueOf(known.getMessage()));
        return -1;
      }
      throw e;
    }
  }

  static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
