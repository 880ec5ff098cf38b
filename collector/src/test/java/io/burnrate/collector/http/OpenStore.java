package io.burnrate.collector.http;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Column;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The embedded store, open in a folder. */
public final class OpenStore implements AppendStore, AutoCloseable {
  private final Store store;
  private final TimeRange range;

  public OpenStore(Path folder, Instant now) {
    store =
        DuckDb.create(
            DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)),
            InstantSource.fixed(now));
    store.open();
    range = TimeRange.ending(now.plus(Duration.ofDays(1)), Duration.ofDays(3));
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    return store.append(batch);
  }

  /** Every row of {@code table}, by the values of {@code columns}. */
  public ResultTable rows(Table table, String... columns) {
    List<Column> asked = List.of(columns).stream().map(table::column).toList();
    return store
        .query(Query.rows(table, range, List.of(), asked).orderedBy(columns[0], false))
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() {
    store.close();
  }
}
