package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Stores as the tests want them: small, and quick to commit. */
final class TestStores {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOON);
  static final TimeRange ALWAYS = new TimeRange(Instant.MIN, Instant.MAX);
  static final Limits LIMITS =
      new Limits(
          1_000,
          1_000,
          2,
          100,
          Duration.ofSeconds(20),
          1_000,
          Duration.ofHours(1),
          1_000,
          Duration.ofSeconds(2));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestStores() {}

  static Store at(Path folder) {
    return DuckDb.create(config(folder), CLOCK);
  }

  static DuckDbConfig config(Path folder) {
    return new DuckDbConfig(folder, 256L << 20, 2, Duration.ofMillis(5), 500_000, Map.of());
  }

  static DuckDbConfig config(Path folder, Duration commitInterval, int maxQueuedRows) {
    return new DuckDbConfig(folder, 256L << 20, 2, commitInterval, maxQueuedRows, Map.of());
  }

  static Store opened(DuckDbConfig config, Limits limits) {
    Store store = new DuckDbStore(config, limits, CLOCK);
    store.open();
    return store;
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BurnrateException failure) {
        throw failure;
      }
      throw e;
    }
  }

  static BurnrateException failureOf(CompletionStage<?> stage) {
    return catchThrowableOfType(BurnrateException.class, () -> await(stage));
  }

  static Query countOf(Table table) {
    return Query.aggregate(
        table, ALWAYS, List.of(), List.of(), List.of(Aggregate.countRows("rows")));
  }

  static long count(Store store, Table table) {
    return await(store.query(countOf(table))).longAt(0, "rows");
  }

  /** Spans of one trace, one millisecond apart. */
  static RowBatch spans(String trace, int rows, Instant first) {
    RowBatch.Builder builder = RowBatch.builder(Tables.SPANS, "test", rows);
    for (int i = 0; i < rows; i++) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", first.toEpochMilli() + i)
          .set(row, "trace_id", trace)
          .set(row, "span_id", trace + "-" + i)
          .set(row, "duration_nanos", (long) i);
    }
    return builder.build();
  }

  static RowBatch scrape(String target) {
    RowBatch.Builder builder = RowBatch.builder(Tables.SCRAPES, "test", 1);
    int row = builder.addRow();
    return builder.set(row, "time_ms", NOON.toEpochMilli()).set(row, "target", target).build();
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so within " + PATIENCE);
      }
      Thread.sleep(2);
    }
  }
}
