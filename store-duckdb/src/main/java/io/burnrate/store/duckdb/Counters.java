package io.burnrate.store.duckdb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the store was made. Thread-safe. */
final class Counters {
  final LongAdder appendedRows = new LongAdder();
  final LongAdder duplicateRows = new LongAdder();
  final LongAdder checkedRows = new LongAdder();
  final LongAdder commits = new LongAdder();
  final LongAdder commitNanos = new LongAdder();
  final LongAdder rejectedBatches = new LongAdder();
  final LongAdder failedBatches = new LongAdder();
  final LongAdder reopenings = new LongAdder();
  final LongAdder appenderFailures = new LongAdder();
  final LongAdder queries = new LongAdder();
  final LongAdder queryNanos = new LongAdder();
  final LongAdder queryTimeouts = new LongAdder();
  final LongAdder queryFailures = new LongAdder();
  final LongAdder tooLargeAnswers = new LongAdder();
  final LongAdder rejectedQueries = new LongAdder();
  final LongAdder deletedRows = new LongAdder();
  final LongAdder retentionFailures = new LongAdder();
  final LongAdder tailFailures = new LongAdder();

  private static final double NANOS_PER_SECOND = 1e9;

  Map<String, Double> asMap() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("appended_rows_total", (double) appendedRows.sum());
    all.put("duplicate_rows_total", (double) duplicateRows.sum());
    all.put("identity_checked_rows_total", (double) checkedRows.sum());
    all.put("commits_total", (double) commits.sum());
    all.put("commit_seconds_total", commitNanos.sum() / NANOS_PER_SECOND);
    all.put("rejected_batches_total", (double) rejectedBatches.sum());
    all.put("failed_batches_total", (double) failedBatches.sum());
    all.put("reopenings_total", (double) reopenings.sum());
    all.put("appender_failures_total", (double) appenderFailures.sum());
    all.put("queries_total", (double) queries.sum());
    all.put("query_seconds_total", queryNanos.sum() / NANOS_PER_SECOND);
    all.put("query_timeouts_total", (double) queryTimeouts.sum());
    all.put("query_failures_total", (double) queryFailures.sum());
    all.put("too_large_answers_total", (double) tooLargeAnswers.sum());
    all.put("rejected_queries_total", (double) rejectedQueries.sum());
    all.put("deleted_rows_total", (double) deletedRows.sum());
    all.put("retention_failures_total", (double) retentionFailures.sum());
    all.put("tail_failures_total", (double) tailFailures.sum());
    return all;
  }
}
