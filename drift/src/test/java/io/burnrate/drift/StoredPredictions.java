package io.burnrate.drift;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store, a clock that stands, and predictions of a model. */
abstract class StoredPredictions {
  static final long START = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T13:00:00Z"));

  /** 500 reference rows; 30 rows and more are judged; an hour is current. */
  static final DriftConfig CONFIG =
      new DriftConfig(Duration.ofSeconds(30), 500, Duration.ofHours(1), 10_000, 30, 0.1, 0.1, 0.05);

  @TempDir private Path folder;
  Store store;
  Drift drift;
  final Random random = new Random(3);

  @BeforeEach
  void open() {
    store =
        DuckDb.create(
            new DuckDbConfig(folder, 256L << 20, 2, Duration.ofMillis(5), 500_000, Map.of()),
            CLOCK);
    store.open();
    drift = Drift.create(CONFIG, store, CLOCK);
    drift.start();
  }

  @AfterEach
  void close() {
    drift.close();
    store.close();
  }

  /** Rows {@code from} to {@code to}, a second apart, with the ids p0, p1, and so on. */
  final void post(String model, int from, int to, IntFunction<String> features) throws Exception {
    RowBatch.Builder batch = RowBatch.builder(Tables.PREDICTIONS, "test", to - from);
    for (int i = from; i < to; i++) {
      int row = batch.addRow();
      batch.set(row, "time_ms", START + 1000L * i);
      batch.set(row, "model", model);
      batch.set(row, "version", "7");
      batch.set(row, "prediction_id", "p" + i);
      batch.set(row, "features", features.apply(i));
    }
    store.append(batch.build()).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  final String normal(double shift) {
    return "{\"size\": "
        + (random.nextGaussian() + shift)
        + ", \"flag\": "
        + random.nextBoolean()
        + "}";
  }

  final DriftVerdict verdict(String feature) {
    return drift.report().verdicts().stream()
        .filter(each -> each.feature().equals(feature))
        .findFirst()
        .orElseThrow();
  }
}
