package io.burnrate.store.pinot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened to rows since the store was made. Thread-safe. */
final class FlowCounters {
  final LongAdder appendedRows = new LongAdder();
  final LongAdder acknowledgedBatches = new LongAdder();
  final LongAdder rejectedBatches = new LongAdder();
  final LongAdder failedBatches = new LongAdder();
  final LongAdder outboxFailures = new LongAdder();
  final LongAdder kafkaOutages = new LongAdder();
  final LongAdder spooledRows = new LongAdder();
  final LongAdder drainedRows = new LongAdder();
  final LongAdder spoolRejectedBatches = new LongAdder();
  final LongAdder tornRecords = new LongAdder();
  final LongAdder tailFailures = new LongAdder();
  final LongAdder cutRows = new LongAdder();
  final LongAdder undecodableRecords = new LongAdder();
  final LongAdder readerFailures = new LongAdder();
  final LongAdder rebalances = new LongAdder();
  final LongAdder gainFailures = new LongAdder();
  final LongAdder transactions = new LongAdder();
  final LongAdder failedTransactions = new LongAdder();
  final LongAdder notOwner = new LongAdder();

  Map<String, Double> asMap() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("appended_rows_total", (double) appendedRows.sum());
    // One name with the embedded store, whose dashboards read it.
    all.put("commits_total", (double) acknowledgedBatches.sum());
    all.put("rejected_batches_total", (double) rejectedBatches.sum());
    all.put("failed_batches_total", (double) failedBatches.sum());
    all.put("outbox_failures_total", (double) outboxFailures.sum());
    all.put("kafka_outages_total", (double) kafkaOutages.sum());
    all.put("spooled_rows_total", (double) spooledRows.sum());
    all.put("spool_drained_rows_total", (double) drainedRows.sum());
    all.put("spool_rejected_batches_total", (double) spoolRejectedBatches.sum());
    all.put("spool_torn_records_total", (double) tornRecords.sum());
    all.put("tail_failures_total", (double) tailFailures.sum());
    all.put("tail_cut_rows_total", (double) cutRows.sum());
    all.put("tail_undecodable_records_total", (double) undecodableRecords.sum());
    all.put("tail_reader_failures_total", (double) readerFailures.sum());
    all.put("member_rebalances_total", (double) rebalances.sum());
    all.put("member_gain_failures_total", (double) gainFailures.sum());
    all.put("member_transactions_total", (double) transactions.sum());
    all.put("member_failed_transactions_total", (double) failedTransactions.sum());
    all.put("member_not_owner_total", (double) notOwner.sum());
    return all;
  }
}
