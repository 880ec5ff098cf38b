package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Instant NOON = TestStores.NOON;

  @TempDir Path folder;

  private volatile Instant now = NOON;

  private Store open(Duration retentionInterval) {
    Limits l = TestStores.LIMITS;
    Limits limits =
        new Limits(
            l.groupRows(),
            l.recentIdentities(),
            l.readers(),
            l.waitingQueries(),
            l.queryTimeout(),
            l.tailRows(),
            retentionInterval,
            100,
            l.closeTimeout());
    DuckDbConfig config =
        new DuckDbConfig(
            folder,
            256L << 20,
            2,
            Duration.ofMillis(5),
            500_000,
            Map.of("spans", Duration.ofHours(1)));
    Store store = new DuckDbStore(config, limits, () -> now);
    store.open();
    return store;
  }

  @Test
  void rowsThatAreTooOldGoWhenTheStoreOpens() throws Exception {
    try (Store store = open(Duration.ofHours(1))) {
      TestStores.await(store.append(TestStores.spans("old", 450, NOON)));
      TestStores.await(store.append(TestStores.spans("young", 3, NOON.plusSeconds(60))));
      TestStores.await(store.append(TestStores.scrape("kept")));
    }
    now = NOON.plus(Duration.ofHours(1)).plusSeconds(30);
    try (Store store = open(Duration.ofHours(1))) {
      TestStores.until(() -> store.measurements().getOrDefault("deleted_rows_total", 0.0) >= 450);

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(3);
      assertThat(TestStores.count(store, Tables.SCRAPES)).isEqualTo(1);
      assertThat(store.measurements()).containsEntry("deleted_rows_total", 450.0);
    }
  }

  @Test
  void rowsGoWhenTheyBecomeTooOldWhileRowsComeIn() throws Exception {
    try (Store store = open(Duration.ofMillis(20))) {
      TestStores.await(store.append(TestStores.spans("old", 250, NOON)));
      now = NOON.plus(Duration.ofHours(2));
      for (int i = 0; i < 20; i++) {
        TestStores.await(store.append(TestStores.spans("n" + i, 5, now.plusSeconds(i))));
      }
      TestStores.until(() -> store.measurements().getOrDefault("deleted_rows_total", 0.0) >= 250);

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(100);
    }
  }

  @Test
  void aRowExactlyAsOldAsAllowedStays() throws Exception {
    try (Store store = open(Duration.ofMillis(20))) {
      TestStores.await(store.append(TestStores.spans("edge", 2, NOON.minusMillis(1))));
      now = NOON.plus(Duration.ofHours(1));
      TestStores.until(() -> store.measurements().getOrDefault("deleted_rows_total", 0.0) >= 1);
      Query query =
          Query.rows(
              Tables.SPANS, TestStores.ALWAYS, List.of(), List.of(Tables.SPANS.column("time_ms")));
      ResultTable answer = TestStores.await(store.query(query));

      assertThat(answer.rows()).isEqualTo(1);
      assertThat(answer.longAt(0, "time_ms")).isEqualTo(NOON.toEpochMilli());
    }
  }
}
