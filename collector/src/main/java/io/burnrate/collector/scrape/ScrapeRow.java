package io.burnrate.collector.scrape;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;

/** The row of {@link Tables#SCRAPES} that tells of one scrape. */
final class ScrapeRow {
  private static final int NANOS_PER_MICRO = 1_000;

  private ScrapeRow() {}

  static RowBatch of(
      TargetNames target,
      ScrapeTask.Result result,
      int bytes,
      long durationNanos,
      long intervalMillis) {
    PageCounts counts = result.counts();
    RowBatch.Builder builder = RowBatch.builder(Tables.SCRAPES, target.name(), 1);
    int row = builder.addRow();
    builder
        .set(row, Tables.SCRAPES.time(), result.timeMillis())
        .set(row, "target", target.name())
        .set(row, "cluster", target.cluster())
        .set(row, "pool", target.pool())
        .set(row, "error", result.error())
        .set(row, "up", result.outcome().up() ? 1L : 0L)
        .set(row, "duration_micros", durationNanos / NANOS_PER_MICRO)
        .set(row, "body_bytes", (long) bytes)
        .set(row, "lines", (long) counts.lines)
        .set(row, "samples", (long) counts.samples)
        .set(row, "rows", (long) result.rows())
        .set(row, "rejected_lines", (long) counts.rejectedLines())
        .set(row, "duplicate_lines", (long) counts.duplicateLines)
        .set(row, "unmapped_lines", (long) counts.unmappedLines)
        .set(row, "scrape_interval_millis", intervalMillis);
    return builder.build();
  }
}
