package io.burnrate.store.duckdb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of the embedded store.
 *
 * @param path folder for the database file and what belongs to it
 * @param memoryLimitBytes DuckDB's own memory, outside the Java heap
 * @param threads DuckDB's worker threads
 * @param commitInterval the longest that rows wait for others to share their commit
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
  public DuckDbConfig {
    retention = Map.copyOf(retention);
  }

  /** The defaults, in {@code path}. */
  public static DuckDbConfig at(Path path) {
    return new DuckDbConfig(
        path,
        512L << 20,
        2,
        Duration.ofMillis(500),
        500_000,
        Map.of(
            "gpu_samples", Duration.ofDays(15),
            "scrapes", Duration.ofDays(15),
            "spans", Duration.ofDays(32),
            "predictions", Duration.ofDays(32),
            "ledger", Duration.ofDays(400),
            "alert_events", Duration.ofDays(400)));
  }
}
