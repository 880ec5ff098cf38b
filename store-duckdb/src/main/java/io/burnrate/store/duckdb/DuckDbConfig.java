package io.burnrate.store.duckdb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of the embedded store.
 *
 * @param path folder for the database file and what belongs to it
 * @param memoryLimitBytes DuckDB's own memory, outside the Java heap
 * @param threads DuckDB's threads for one query; with 1, storing costs about a third less CPU
 * @param commitInterval the longest that rows wait for others to share their commit; rows whose
 *     sender waits for the answer wait for at most 50 ms
 * @param maxQueuedRows rows waiting for a commit; beyond it appends fail with OVERLOADED
 * @param retention how long rows are kept, by table name; a table without an entry keeps all
 */
public record DuckDbConfig(
    Path path,
    long memoryLimitBytes,
    int threads,
    Duration commitInterval,
    int maxQueuedRows,
    Map<String, Duration> retention) {
  /** With less, DuckDB cannot write its own file in order. */
  public static final long LEAST_MEMORY_BYTES = 64L << 20;

  private static final long DEFAULT_MEMORY_BYTES = 512L << 20;
  private static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(500);
  private static final int DEFAULT_QUEUED_ROWS = 500_000;

  public DuckDbConfig {
    retention = Map.copyOf(retention);
    require(memoryLimitBytes >= LEAST_MEMORY_BYTES, "memoryLimitBytes: at least 64 MiB");
    require(threads >= 1, "threads: at least 1");
    require(!commitInterval.isNegative(), "commitInterval: not negative");
    require(maxQueuedRows >= 1, "maxQueuedRows: at least 1");
    for (Map.Entry<String, Duration> each : retention.entrySet()) {
      require(!each.getValue().isNegative(), "retention of " + each.getKey() + ": not negative");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  /** The defaults, in {@code path}. */
  public static DuckDbConfig at(Path path) {
    return new DuckDbConfig(
        path,
        DEFAULT_MEMORY_BYTES,
        1,
        DEFAULT_COMMIT_INTERVAL,
        DEFAULT_QUEUED_ROWS,
        Map.of(
            "gpu_samples", Duration.ofDays(15),
            "scrapes", Duration.ofDays(15),
            "spans", Duration.ofDays(32),
            "predictions", Duration.ofDays(32),
            "ledger", Duration.ofDays(400),
            "alert_events", Duration.ofDays(400),
            "serving", Duration.ofDays(15),
            "metrics", Duration.ofDays(15),
            "logs", Duration.ofDays(15),
            "metadata", Duration.ofDays(400)));
  }

  /** The same with another {@code commitInterval}. */
  public DuckDbConfig committingEvery(Duration interval) {
    return new DuckDbConfig(path, memoryLimitBytes, threads, interval, maxQueuedRows, retention);
  }
}
