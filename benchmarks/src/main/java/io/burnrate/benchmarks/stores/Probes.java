package io.burnrate.benchmarks.stores;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Filter;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Appends single rows and waits until a question finds them: one that is put once the row is
 * acknowledged and must find it, and one that is put over and over from the beginning.
 */
final class Probes {
  /** No probe follows a clock of ours or of a store. */
  private static final int MOST_PAUSE_MILLIS = 100;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Table TABLE = Tables.GPU_SAMPLES;

  private final Side side;
  private final Progress progress;
  private final long timeMillis;
  private final SplittableRandom random = new SplittableRandom(7);
  private int probe;

  /**
   * Probes of one store.
   *
   * @param timeMillis of their rows, which no other rows have
   */
  Probes(Side side, long timeMillis, Progress progress) {
    this.side = side;
    this.timeMillis = timeMillis;
    this.progress = progress;
  }

  /**
   * How long it took from the append on.
   *
   * @param name under which conditions
   */
  record Outcome(String store, String name, double load, Quantiles acknowledged, Quantiles found) {}

  /** Asks without the store's own waiting for what is not there yet. */
  interface RawCount {
    long of(String gpu);
  }

  /** Asks the store, once, when the row is acknowledged. */
  Outcome answered(String name, int probes) throws InterruptedException {
    return run(
        name,
        probes,
        gpu -> {
          throw new IllegalStateException(
              side.name() + ": an acknowledged row was not found: " + gpu);
        },
        false);
  }

  /** Asks from the beginning, until the row is there. */
  Outcome visible(String name, int probes, RawCount raw) throws InterruptedException {
    return run(name, probes, raw, true);
  }

  private Outcome run(String name, int probes, RawCount raw, boolean atOnce)
      throws InterruptedException {
    double load = Machine.load();
    long[] acknowledged = new long[probes];
    long[] found = new long[probes];
    for (int i = 0; i < probes; i++) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_PAUSE_MILLIS));
      String gpu = "GPU-probe-" + probe++;
      RowBatch row = row(gpu);
      long begun = System.nanoTime();
      CompletionStage<Void> taken = side.store().append(row);
      int place = i;
      CompletionStage<Void> noted =
          taken.thenRun(() -> acknowledged[place] = System.nanoTime() - begun);
      if (atOnce) {
        while (raw.of(gpu) == 0) {
          if (System.nanoTime() - begun > PATIENCE_NANOS) {
            throw new IllegalStateException(side.name() + ": a row does not appear");
          }
          TimeUnit.MILLISECONDS.sleep(1);
        }
        found[i] = System.nanoTime() - begun;
        noted.toCompletableFuture().join();
      } else {
        noted.toCompletableFuture().join();
        if (count(gpu) != 1) {
          raw.of(gpu);
        }
        found[i] = System.nanoTime() - begun;
      }
    }
    Outcome outcome =
        new Outcome(
            side.name(), name, load, Quantiles.ofNanos(acknowledged), Quantiles.ofNanos(found));
    progress.say(
        "%s, %s: acknowledged p50 / p99 %.0f / %.0f ms, found %.0f / %.0f ms",
        side.name(),
        name,
        outcome.acknowledged().p50(),
        outcome.acknowledged().p99(),
        outcome.found().p50(),
        outcome.found().p99());
    return outcome;
  }

  private long count(String gpu) {
    Query query =
        Query.aggregate(
            TABLE,
            new TimeRange(Instant.ofEpochMilli(timeMillis), Instant.ofEpochMilli(timeMillis + 1)),
            List.of(new Filter.Equal(TABLE.column("gpu_uuid"), gpu)),
            List.of(),
            List.of(Aggregate.countRows("rows")));
    return side.ask(query).longAt(0, "rows");
  }

  private RowBatch row(String gpu) {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "probe", 1);
    int row = rows.addRow();
    rows.set(row, TABLE.time(), timeMillis).set(row, "gpu_uuid", gpu);
    rows.set(row, "cluster", "benchmark").set(row, "node", "probe");
    rows.set(row, GpuMetric.GPU_UTIL_RATIO.column(), 0.5);
    return rows.build();
  }
}
