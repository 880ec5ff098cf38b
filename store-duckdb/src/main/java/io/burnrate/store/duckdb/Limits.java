package io.burnrate.store.duckdb;

import java.time.Duration;

/**
 * Bounds that no setting changes.
 *
 * @param groupRows a commit is not held back once this many rows wait for it
 * @param recentIdentities rows of one table whose identity is kept in memory
 * @param readers queries that run at the same time
 * @param waitingQueries queries that wait for a reader; beyond it they fail with OVERLOADED
 * @param queryTimeout the longest a query may wait and run; beyond it it fails with TIMEOUT
 * @param tailRows rows waiting for tail consumers; beyond it commits wait
 * @param retentionInterval time between two looks for rows that are too old
 * @param retentionStepRows rows that one deletion removes, more only if they share one time
 * @param closeTimeout how long last commits, tails, queries and answers together may take when
 *     closing
 */
record Limits(
    int groupRows,
    int recentIdentities,
    int readers,
    int waitingQueries,
    Duration queryTimeout,
    int tailRows,
    Duration retentionInterval,
    int retentionStepRows,
    Duration closeTimeout) {
  static final Limits DEFAULT =
      new Limits(
          20_000,
          1 << 18,
          3,
          256,
          Duration.ofSeconds(30),
          200_000,
          Duration.ofMinutes(5),
          100_000,
          Duration.ofSeconds(2));
}
