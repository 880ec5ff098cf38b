package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Shards;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the stored ledger stops: the end of its last minute. Blocks while the store answers,
 * and fails as its queries do. Stateless.
 */
final class LedgerEnds {
  /** Further back than this the ends of single shards are not looked for. */
  static final Duration REACH = Recovery.LONGEST_REPLAY;

  private static final Duration AHEAD = Duration.ofDays(1);

  private final QueryStore store;

  LedgerEnds(QueryStore store) {
    this.store = store;
  }

  /** Of the whole ledger; {@link Instant#EPOCH} when it is empty. */
  Instant latest(Instant now) {
    TimeRange all = TimeRange.ending(now.plus(AHEAD), Analytics.LONGEST_RANGE);
    ResultTable answer =
        ask(Query.aggregate(Tables.LEDGER, all, List.of(), List.of(), List.of(latestMinute())));
    if (answer.rows() == 0 || !answer.present(0, "latest_ms")) {
      return Instant.EPOCH;
    }
    return end(answer, 0);
  }

  /** Of each shard that has a GPU in the ledger of the last {@link #REACH}. */
  Map<Integer, Instant> byShard(int count, Instant now) {
    TimeRange recent = new TimeRange(now.minus(REACH), now.plus(AHEAD));
    Group gpu = new Group.By(Tables.LEDGER.column("gpu_uuid"));
    ResultTable answer =
        ask(
            Query.aggregate(
                Tables.LEDGER, recent, List.of(), List.of(gpu), List.of(latestMinute())));
    Map<Integer, Instant> ends = new HashMap<>();
    for (int row = 0; row < answer.rows(); row++) {
      Instant end = end(answer, row);
      int shard = Shards.of(answer.stringAt(row, "gpu_uuid"), count);
      ends.merge(shard, end, (one, other) -> one.isAfter(other) ? one : other);
    }
    return ends;
  }

  private static Aggregate latestMinute() {
    return Aggregate.of(Aggregate.Function.MAX, Tables.LEDGER.time(), "latest_ms");
  }

  private static Instant end(ResultTable answer, int row) {
    return Instant.ofEpochMilli(answer.longAt(row, "latest_ms") + GpuAccount.MINUTE_MILLIS);
  }

  private ResultTable ask(Query query) {
    return store.query(query).toCompletableFuture().join();
  }
}
