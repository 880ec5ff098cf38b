package io.burnrate.store.pinot;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened to queries since the store was made. Thread-safe. */
final class QueryCounters {
  final LongAdder queries = new LongAdder();
  final LongAdder nanos = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder partialResults = new LongAdder();
  final LongAdder tooLargeAnswers = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder asksAgainExactly = new LongAdder();
  final LongAdder failovers = new LongAdder();
  final LongAdder freshnessWaits = new LongAdder();
  final LongAdder freshnessNanos = new LongAdder();
  final LongAdder freshnessTimeouts = new LongAdder();

  private static final double NANOS_PER_SECOND = 1e9;

  void addTo(Map<String, Double> all) {
    all.put("queries_total", (double) queries.sum());
    all.put("query_seconds_total", nanos.sum() / NANOS_PER_SECOND);
    all.put("query_timeouts_total", (double) timeouts.sum());
    all.put("query_failures_total", (double) failures.sum());
    all.put("partial_results_total", (double) partialResults.sum());
    all.put("too_large_answers_total", (double) tooLargeAnswers.sum());
    all.put("rejected_queries_total", (double) rejected.sum());
    all.put("exact_repeats_total", (double) asksAgainExactly.sum());
    all.put("broker_failovers_total", (double) failovers.sum());
    all.put("freshness_waits_total", (double) freshnessWaits.sum());
    all.put("freshness_wait_seconds_total", freshnessNanos.sum() / NANOS_PER_SECOND);
    all.put("freshness_timeouts_total", (double) freshnessTimeouts.sum());
  }
}
