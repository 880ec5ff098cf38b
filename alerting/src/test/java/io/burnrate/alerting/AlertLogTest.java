package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertLogTest {
  private final SettableClock clock = new SettableClock();

  @Test
  void moreEventsThanABatchHoldsAreAllKept(@TempDir Path folder) throws Exception {
    int count = RowBatch.MAX_ROWS + 1;
    List<AlertEvent> events = IntStream.range(0, count).mapToObj(this::event).toList();
    try (Store store =
        DuckDb.create(DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)), clock)) {
      store.open();
      new AlertLog(store::append).append(events).get(60, TimeUnit.SECONDS);
      assertThat(rows(store)).isEqualTo(count);
    }
  }

  private AlertEvent event(int number) {
    return new AlertEvent(
        clock.instant().toEpochMilli(),
        Integer.toHexString(number),
        AlertEvent.FIRING,
        "",
        RuleKind.TARGET_DOWN,
        Map.of(),
        Map.of(),
        "",
        clock.instant(),
        null,
        Double.NaN);
  }

  private long rows(Store store) throws Exception {
    Query query =
        Query.aggregate(
            Tables.ALERT_EVENTS,
            TimeRange.ending(clock.instant().plusSeconds(1), Duration.ofDays(1)),
            List.of(),
            List.of(),
            List.of(Aggregate.countRows("rows")));
    ResultTable answer = store.query(query).toCompletableFuture().get(30, TimeUnit.SECONDS);
    return answer.longAt(0, "rows");
  }
}
