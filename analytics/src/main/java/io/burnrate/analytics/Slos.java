package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.Filter.Operator;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Counts latency objectives exactly, from single spans: good are those that took at most the
 * threshold and have no error. COST_MODEL.md, formula 8. Stateless.
 */
final class Slos {
  /** Windows of the burn rates, shortest first; Google's multi-window policy needs these. */
  static final List<Duration> BURN_WINDOWS =
      List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(6));

  private static final Table TABLE = Tables.SPANS;
  private static final Column TIME = TABLE.time();
  private static final Column DURATION = TABLE.column("duration_nanos");
  private static final Column STATUS = TABLE.column("status");
  private static final Column ENTRY = TABLE.column("entry");
  private static final Column SERVICE = TABLE.column("service");

  private final QueryStore store;

  Slos(QueryStore store) {
    this.store = store;
  }

  CompletionStage<SloStatus> status(SloConfig config, Instant now) {
    Duration longest = config.window();
    for (Duration window : BURN_WINDOWS) {
      longest = window.compareTo(longest) > 0 ? window : longest;
    }
    List<Filter> entrySpans =
        List.of(
            new Filter.Equal(SERVICE, config.service()),
            new Filter.Compare(ENTRY, Operator.EQUAL, 1));
    List<Aggregate> counts = new ArrayList<>();
    count(counts, "window", config, now.minus(config.window()));
    for (Duration window : BURN_WINDOWS) {
      count(counts, window.toString(), config, now.minus(window));
    }
    // A span that starts in this very millisecond has started.
    TimeRange range = new TimeRange(now.minus(longest), now.plusMillis(1));
    return store
        .query(Query.aggregate(TABLE, range, entrySpans, List.of(), counts))
        .thenApply(rows -> status(config, now, rows));
  }

  private static void count(List<Aggregate> counts, String label, SloConfig config, Instant since) {
    Filter inWindow = new Filter.Compare(TIME, Operator.GREATER_OR_EQUAL, since.toEpochMilli());
    counts.add(Aggregate.countRows("valid_" + label, inWindow));
    counts.add(
        Aggregate.countRows(
            "good_" + label,
            inWindow,
            new Filter.Compare(
                DURATION, Operator.LESS_OR_EQUAL, config.latencyThreshold().toNanos()),
            new Filter.NotEqual(STATUS, "ERROR")));
  }

  private static SloStatus status(SloConfig config, Instant now, ResultTable rows) {
    long valid = counted(rows, "valid_window");
    long good = counted(rows, "good_window");
    List<SloStatus.BurnRate> burnRates = new ArrayList<>();
    for (Duration window : BURN_WINDOWS) {
      long validThen = counted(rows, "valid_" + window);
      long bad = validThen - counted(rows, "good_" + window);
      burnRates.add(
          new SloStatus.BurnRate(window, validThen, bad, burnRate(config, validThen, bad)));
    }
    double sli = valid == 0 ? Double.NaN : good / (double) valid;
    SloStatus.State state =
        valid == 0
            ? SloStatus.State.NO_DATA
            : sli >= config.target() ? SloStatus.State.MET : SloStatus.State.MISSED;
    double budget = 1 - burnRate(config, valid, valid - good);
    return new SloStatus(config, state, valid, good, sli, budget, burnRates, now);
  }

  /** The error ratio over the error ratio that the target allows. */
  private static double burnRate(SloConfig config, long valid, long bad) {
    return valid == 0 ? Double.NaN : bad / (double) valid / (1 - config.target());
  }

  private static long counted(ResultTable rows, String label) {
    return rows.rows() == 0 ? 0 : rows.longAt(0, label);
  }
}
