package io.burnrate.analytics;

import io.burnrate.domain.Price;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A fleet whose readings depend on the second alone, a store of its own, and the processes that
 * work on it. The clock is the second of the last step. For one thread.
 */
final class SharedFleet implements AutoCloseable {
  static final long T = 1_790_000_040_000L;
  static final int GPUS = 12;

  private final List<Analytics> processes = new ArrayList<>();
  private final AnalyticsConfig config;
  private Instant now = at(0);
  final TestingSharedStore store;

  SharedFleet(Path folder, int shards) {
    this(folder, shards, Duration.ofSeconds(30));
  }

  SharedFleet(Path folder, int shards, Duration closeAfter) {
    config =
        new AnalyticsConfig(
            List.of(new Price("*", 3.61)),
            0.05,
            Duration.ofSeconds(90),
            Duration.ofSeconds(25),
            closeAfter,
            Duration.ofMinutes(10),
            List.of());
    DuckDbConfig usual = DuckDbConfig.at(folder);
    store =
        new TestingSharedStore(
            DuckDb.create(
                new DuckDbConfig(
                    folder,
                    usual.memoryLimitBytes(),
                    usual.threads(),
                    Duration.ofMillis(1),
                    usual.maxQueuedRows(),
                    Map.of()),
                () -> now),
            shards,
            () -> now);
    store.open();
  }

  static Instant at(long second) {
    return Instant.ofEpochMilli(T + second * 1_000);
  }

  static String gpu(int number) {
    return "GPU-" + number;
  }

  int shardOf(String gpuUuid) {
    return Shards.of(gpuUuid, store.shardCount());
  }

  Instant now() {
    return now;
  }

  void clock(long second) {
    now = at(second);
  }

  Analytics process(Duties duties) {
    Analytics process = Analytics.create(config, store, () -> now, duties);
    process.start();
    processes.add(process);
    return process;
  }

  LedgerRules rules() {
    return new LedgerRules(config, new PriceBook(config.prices()));
  }

  /** A process ends; where others go on without it, they are told by the test. */
  void end(Analytics process) {
    processes.remove(process);
    process.close();
  }

  /** Every ten seconds: readings, then all processes' clocks. */
  void run(int from, int to) {
    for (int second = from; second < to; second += 10) {
      step(second);
    }
  }

  void step(int second) {
    clock(second);
    store.append(page(second));
    tick();
  }

  void tick() {
    processes.forEach(Analytics::tick);
  }

  /** GPU 3 is silent for 100 s of every 300, GPU 5 comes at second 200 and goes at second 1,000. */
  static RowBatch page(int second) {
    Fleet page = Fleet.page();
    for (int i = 0; i < GPUS; i++) {
      boolean silent = i == 3 && second % 300 >= 200;
      boolean absent = i == 5 && (second < 200 || second >= 1_000);
      if (!silent && !absent) {
        reading(page, i, second);
      }
    }
    return page.rows();
  }

  private static void reading(Fleet page, int gpu, int second) {
    page.gpu(gpu(gpu), T + second * 1_000L).watts(100 + 10 * gpu);
    page.busy(gpu % 4 == 0 ? 0.01 : (second / 10 % 3 + gpu % 3) / 5.0);
    if (gpu % 2 == 0) {
      page.counter((100.0 + 10 * gpu) * second * 1_000 + gpu);
    }
    if (gpu % 3 == 1) {
      page.pods("team/a" + gpu, "team/b" + gpu, "other/c" + (second / 70));
    } else if (gpu % 3 == 2) {
      page.pods("team/train" + gpu);
    }
  }

  /** Every row of the ledger, in an order of its own, of the GPUs that {@code wanted} accepts. */
  List<String> ledger(Predicate<String> wanted) {
    List<Column> columns = Tables.LEDGER.columns();
    ResultTable rows =
        store
            .query(Query.rows(Tables.LEDGER, all(), List.of(), columns))
            .toCompletableFuture()
            .join();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      int place = row;
      if (wanted.test(rows.stringAt(row, "gpu_uuid"))) {
        lines.add(
            columns.stream()
                .map(
                    column ->
                        column.type() == ColumnType.LONG
                            ? String.valueOf(rows.longAt(place, column.name()))
                            : rows.stringAt(place, column.name()))
                .collect(Collectors.joining("|")));
      }
    }
    lines.sort(null);
    return lines;
  }

  List<String> ledger() {
    return ledger(gpu -> true);
  }

  static TimeRange all() {
    return new TimeRange(at(-86_400), at(86_400));
  }

  /** Sums of {@code gpu_minute_millis} and {@code gpu_millis} by GPU and minute. */
  Map<String, long[]> minutes() {
    ResultTable rows =
        store
            .query(
                Query.rows(
                    Tables.LEDGER,
                    all(),
                    List.of(),
                    List.of(
                        Tables.LEDGER.time(),
                        Tables.LEDGER.column("gpu_uuid"),
                        Tables.LEDGER.column("gpu_minute_millis"),
                        Tables.LEDGER.column("gpu_millis"))))
            .toCompletableFuture()
            .join();
    Map<String, long[]> minutes = new TreeMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      long[] sums =
          minutes.computeIfAbsent(
              rows.stringAt(row, "gpu_uuid") + '@' + (rows.longAt(row, "time_ms") - T) / 60_000,
              key -> new long[2]);
      sums[0] += rows.longAt(row, "gpu_minute_millis");
      sums[1] += rows.longAt(row, "gpu_millis");
    }
    return minutes;
  }

  @Override
  public void close() {
    processes.forEach(Analytics::close);
    store.close();
  }
}
