package io.burnrate.alerting;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads back what {@link AlertLog} wrote. Blocks. Thread-safe: it holds no state. */
final class AlertHistory {
  /** How far back the log is read. */
  static final Duration LOOKED_BACK = Duration.ofDays(400);

  private static final int FINGERPRINTS_PER_QUERY = 1_000;
  private static final Table TABLE = Tables.ALERT_EVENTS;

  private final QueryStore store;

  AlertHistory(QueryStore store) {
    this.store = store;
  }

  /**
   * What is asked for.
   *
   * @param shards alerts of others are left out
   * @param resolvedFor resolved longer ago are left out
   * @param limit the most alerts; those that were resolved first are left out first
   */
  record Wanted(Shards shards, Duration resolvedFor, int limit) {}

  /**
   * What the log says of alerts that are not over.
   *
   * @param leftOut alerts beyond the limit
   */
  record Recovered(List<Alert> alerts, List<Alert> pending, long lastEventMillis, int leftOut) {}

  /** Reads the log. Throws what the store throws, in a CompletionException. */
  Recovered recover(Instant now, Wanted asked) {
    TimeRange range = new TimeRange(now.minus(LOOKED_BACK), now.plus(AlertBook.RESOLVED_KEPT_FOR));
    Instant keptSince = now.minus(asked.resolvedFor());
    long last = 0;
    List<AlertStory> wanted = new ArrayList<>();
    for (AlertStory story : stories(range, asked.shards()).values()) {
      last = Math.max(last, story.newestMillis);
      if (story.wanted(keptSince)) {
        wanted.add(story);
      }
    }
    wanted.sort(
        Comparator.comparing(AlertStory::over)
            .reversed()
            .thenComparing(story -> story.newestMillis));
    int leftOut = Math.max(0, wanted.size() - asked.limit());
    List<AlertStory> kept = new ArrayList<>(wanted.subList(leftOut, wanted.size()));
    kept.sort(Comparator.comparing(story -> story.newestMillis));
    for (int from = 0; from < kept.size(); from += FINGERPRINTS_PER_QUERY) {
      int to = Math.min(kept.size(), from + FINGERPRINTS_PER_QUERY);
      readTexts(kept.subList(from, to), range);
    }
    List<Alert> alerts = new ArrayList<>();
    List<Alert> pending = new ArrayList<>();
    for (AlertStory story : kept) {
      story.tell(alerts, pending);
    }
    return new Recovered(alerts, pending, last, leftOut);
  }

  /** The newest of each kind of event of each alert. */
  private Map<String, AlertStory> stories(TimeRange range, Shards shards) {
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
                    Aggregate.of(Function.LAST, TABLE.column(AlertLog.STARTS), "starts"),
                    Aggregate.of(Function.LAST, TABLE.column(AlertLog.ENDS), "ends"))));
    Map<String, AlertStory> stories = new HashMap<>();
    for (int row = 0; row < newest.rows(); row++) {
      RuleKind kind = RuleKind.ofKey(newest.stringAt(row, "rule")).orElse(null);
      String fingerprint = newest.stringAt(row, "fingerprint");
      if (kind != null && shards.holds(fingerprint)) {
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
                    TABLE.column(AlertLog.COST))));
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
        .orTimeout(AlertLog.STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
