package io.burnrate.alerting;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The book's memory in the store, append only. Thread-safe: it holds no state. */
final class AlertLog {
  /** How far back the log is read at start. */
  static final Duration LOOKED_BACK = Duration.ofDays(400);

  /** Longest wait for the store, at start and for an append. */
  static final Duration STORE_TIMEOUT = Duration.ofSeconds(30);

  private static final int FINGERPRINTS_PER_QUERY = 1_000;
  private static final Table TABLE = Tables.ALERT_EVENTS;
  static final String STARTS = "starts_at_ms";
  static final String ENDS = "ends_at_ms";
  static final String COST = "cost_usd_per_hour";

  private final Store store;

  AlertLog(Store store) {
    this.store = store;
  }

  /** What the log says of alerts that are not over. */
  record Recovered(List<Alert> alerts, List<Alert> pending, long lastEventMillis) {}

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
        .append(rows.build())
        .toCompletableFuture()
        .copy()
        .orTimeout(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads the log back. Blocks; throws what the store throws, in a CompletionException. */
  Recovered recover(Instant now) {
    TimeRange range = new TimeRange(now.minus(LOOKED_BACK), now.plus(AlertBook.RESOLVED_KEPT_FOR));
    Map<String, AlertStory> stories = stories(range);
    List<Alert> alerts = new ArrayList<>();
    List<Alert> pending = new ArrayList<>();
    long last = 0;
    Instant keptSince = now.minus(AlertBook.RESOLVED_KEPT_FOR);
    List<AlertStory> wanted = new ArrayList<>();
    for (AlertStory story : stories.values()) {
      last = Math.max(last, story.newestMillis);
      if (story.wanted(keptSince)) {
        wanted.add(story);
      }
    }
    wanted.sort((a, b) -> Long.compare(a.newestMillis, b.newestMillis));
    for (int from = 0; from < wanted.size(); from += FINGERPRINTS_PER_QUERY) {
      int to = Math.min(wanted.size(), from + FINGERPRINTS_PER_QUERY);
      readTexts(wanted.subList(from, to), range);
    }
    for (AlertStory story : wanted) {
      story.tell(alerts, pending);
    }
    return new Recovered(alerts, pending, last);
  }

  /** The newest of each kind of event of each alert. */
  private Map<String, AlertStory> stories(TimeRange range) {
    ResultTable newest =
        ask(
            Query.aggregate(
                TABLE,
                range,
                List.of(),
                List.of(
                    new Group.By(TABLE.column("fingerprint")),
                    new Group.By(TABLE.column("rule")),
                    new Group.By(TABLE.column("event")),
                    new Group.By(TABLE.column("receiver"))),
                List.of(
                    Aggregate.of(Function.MAX, TABLE.time(), "newest"),
                    Aggregate.of(Function.LAST, TABLE.column(STARTS), "starts"),
                    Aggregate.of(Function.LAST, TABLE.column(ENDS), "ends"))));
    Map<String, AlertStory> stories = new HashMap<>();
    for (int row = 0; row < newest.rows(); row++) {
      RuleKind kind = RuleKind.ofKey(newest.stringAt(row, "rule")).orElse(null);
      if (kind != null) {
        String fingerprint = newest.stringAt(row, "fingerprint");
        stories.computeIfAbsent(fingerprint, key -> new AlertStory(key, kind)).add(newest, row);
      }
    }
    return stories;
  }

  /** Adds labels and annotations, which cannot be aggregated. */
  private void readTexts(List<AlertStory> stories, TimeRange range) {
    Map<String, AlertStory> byFingerprint = new HashMap<>();
    long from = Long.MAX_VALUE;
    for (AlertStory story : stories) {
      byFingerprint.put(story.fingerprint, story);
      from = Math.min(from, story.oldestNeeded());
    }
    ResultTable rows =
        ask(
            Query.rows(
                TABLE,
                new TimeRange(Instant.ofEpochMilli(from), range.end()),
                List.of(
                    new Filter.In(TABLE.column("fingerprint"), List.copyOf(byFingerprint.keySet())),
                    new Filter.Equal(TABLE.column("receiver"), "")),
                List.of(
                    TABLE.time(),
                    TABLE.column("fingerprint"),
                    TABLE.column("labels"),
                    TABLE.column("annotations"),
                    TABLE.column("detail"),
                    TABLE.column(COST))));
    for (int row = 0; row < rows.rows(); row++) {
      AlertStory story = byFingerprint.get(rows.stringAt(row, "fingerprint"));
      if (story != null) {
        story.addTexts(rows, row);
      }
    }
  }

  private ResultTable ask(Query query) {
    return store
        .query(query)
        .toCompletableFuture()
        .copy()
        .orTimeout(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
