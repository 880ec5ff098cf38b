package io.burnrate.alerting;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Writes the book's memory, append only. Thread-safe: it holds no state. */
final class AlertLog {
  /** Longest wait for the store. */
  static final Duration STORE_TIMEOUT = Duration.ofSeconds(30);

  private static final Table TABLE = Tables.ALERT_EVENTS;
  static final String STARTS = "starts_at_ms";
  static final String ENDS = "ends_at_ms";
  static final String COST = "cost_usd_per_hour";

  private final Function<RowBatch, ? extends CompletionStage<Void>> store;

  /**
   * A log.
   *
   * @param store keeps a batch, as {@link io.burnrate.store.AppendStore#append} does
   */
  AlertLog(Function<RowBatch, ? extends CompletionStage<Void>> store) {
    this.store = store;
  }

  /**
   * Keeps {@code events}, in several batches where one would be too large, and completes when all
   * are durable. Events may be appended again after a failure: they are stored once.
   */
  CompletableFuture<Void> append(List<AlertEvent> events) {
    CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);
    for (int from = 0; from < events.size(); from += RowBatch.MAX_ROWS) {
      int to = Math.min(events.size(), from + RowBatch.MAX_ROWS);
      List<AlertEvent> part = events.subList(from, to);
      kept = kept.thenCompose(nothing -> appendBatch(part));
    }
    return kept;
  }

  private CompletableFuture<Void> appendBatch(List<AlertEvent> events) {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "alerting", events.size());
    for (AlertEvent event : events) {
      Instant endsAt = event.endsAt();
      int row = rows.addRow();
      rows.set(row, "time_ms", event.timeMillis())
          .set(row, "fingerprint", event.fingerprint())
          .set(row, "event", event.event())
          .set(row, "receiver", event.receiver())
          .set(row, "rule", event.kind().key())
          .set(row, "labels", Json.text(event.labels()))
          .set(row, "annotations", Json.text(event.annotations()))
          .set(row, "detail", event.detail())
          .set(row, STARTS, event.startsAt().toEpochMilli())
          .set(row, ENDS, endsAt == null ? 0 : endsAt.toEpochMilli())
          .set(row, COST, event.costUsdPerHour());
    }
    return store
        .apply(rows.build())
        .toCompletableFuture()
        .copy()
        .orTimeout(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
