package io.burnrate.api;

import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.analytics.SloConfig;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.domain.Price;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Half an hour of three GPUs at 2.50 USD per hour in a real store, behind the real analytics: one
 * 80 % busy at 500 W, one free at 70 W, one allocated and 1 % busy at 80 W; and a hundred requests
 * of which two were slow.
 */
final class RecordedFleet implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T11:00:00Z");
  static final Instant END = START.plus(Duration.ofMinutes(30));

  private static final Duration STEP = Duration.ofSeconds(15);
  private static final double GIB = 1L << 30;

  final AtomicReference<Instant> now = new AtomicReference<>(START);
  final Store store;
  final Analytics analytics;

  RecordedFleet(Path folder) {
    store =
        DuckDb.create(
            new DuckDbConfig(folder, 256L << 20, 2, Duration.ofMillis(5), 500_000, Map.of()),
            now::get);
    store.open();
    SloConfig slo =
        new SloConfig("chat-latency", "chat", Duration.ofMillis(500), 0.9, Duration.ofHours(6));
    analytics =
        Analytics.create(
            new AnalyticsConfig(
                List.of(new Price("*", 2.5)),
                0.05,
                Duration.ofMinutes(5),
                Duration.ofSeconds(45),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                List.of(slo)),
            store,
            now::get);
    analytics.start();
    fill();
  }

  /** Everything of it, with drift, alerts and hints written by hand. */
  ApiSources sources() {
    ApiSources hand = TestFleet.sources(analytics);
    return new ApiSources(
        analytics,
        hand.drift(),
        hand.alerts(),
        hand.deliveries(),
        hand.hints(),
        Map.of("store", store::measurements),
        List.of(new ApiSources.Component("store", store::health)),
        now::get,
        "0.1.0");
  }

  private void fill() {
    for (Instant at = START; !at.isAfter(END); at = at.plus(STEP)) {
      now.set(at);
      append(gpus(at));
      append(scrape(at));
      Instant heard = at;
      await(() -> analytics.gpus().stream().anyMatch(gpu -> gpu.lastHeard().equals(heard)));
      analytics.tick();
    }
    append(requests());
    // The ledger's own rows are on their way to the store; twenty minutes of them are enough.
    await(
        () ->
            !analytics.ledgerTotals().closedUntil().isBefore(END.minusSeconds(120))
                && analytics.ledgerTotals().failedAppends() == 0);
  }

  private static RowBatch gpus(Instant at) {
    RowBatch.Builder rows = RowBatch.builder(Tables.GPU_SAMPLES, "test", 3);
    new Gpu("n1", "GPU-a", 0.8, 500, "chat/serve").addTo(rows, at);
    new Gpu("n1", "GPU-b", 0, 70, "").addTo(rows, at);
    new Gpu("n2", "GPU-c", 0.01, 80, "batch/train").addTo(rows, at);
    return rows.build();
  }

  private static RowBatch scrape(Instant at) {
    RowBatch.Builder rows = RowBatch.builder(Tables.SCRAPES, "test", 1);
    int row = rows.addRow();
    rows.set(row, "time_ms", at.toEpochMilli()).set(row, "target", "http://127.0.0.1:9400/metrics");
    rows.set(row, "cluster", "lab").set(row, "pool", "h100").set(row, "up", 1);
    return rows.build();
  }

  private static RowBatch requests() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 100);
    for (int i = 0; i < 100; i++) {
      long millis = END.minusSeconds(i + 1).toEpochMilli();
      int row = rows.addRow();
      rows.set(row, "time_ms", millis).set(row, "trace_id", "t" + i).set(row, "span_id", "s" + i);
      rows.set(row, "service", "chat").set(row, "name", "POST /chat").set(row, "kind", "SERVER");
      rows.set(row, "entry", 1).set(row, "start_nanos", millis * 1_000_000);
      rows.set(row, "duration_nanos", i < 2 ? 900_000_000L : 100_000_000L);
    }
    return rows.build();
  }

  private void append(RowBatch rows) {
    try {
      store.append(rows).toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    analytics.close();
    store.close();
  }

  /** One GPU's readings. The owner is {@code namespace/workload}, or empty. */
  private record Gpu(String node, String uuid, double busyRatio, double watts, String owner) {
    void addTo(RowBatch.Builder rows, Instant at) {
      int row = rows.addRow();
      rows.set(row, "time_ms", at.toEpochMilli()).set(row, "gpu_uuid", uuid);
      rows.set(row, "cluster", "lab").set(row, "pool", "h100").set(row, "node", node);
      rows.set(row, "gpu_model", TestFleet.MODEL);
      rows.set(row, "scrape_interval_millis", STEP.toMillis());
      rows.set(row, GpuMetric.SM_ACTIVE_RATIO.column(), busyRatio);
      rows.set(row, GpuMetric.POWER_WATTS.column(), watts);
      rows.set(row, GpuMetric.MEMORY_USED_BYTES.column(), 20 * GIB);
      rows.set(row, GpuMetric.MEMORY_FREE_BYTES.column(), 60 * GIB);
      if (!owner.isEmpty()) {
        String[] names = owner.split("/", -1);
        Owner holder = new Owner(names[0], names[1], names[1] + "-0", "main");
        rows.set(row, "owners", OwnerShares.encode(List.of(OwnerShare.unmeasured(holder))));
      }
    }
  }
}
