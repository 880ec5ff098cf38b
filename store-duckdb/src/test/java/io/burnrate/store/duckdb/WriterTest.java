package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
  @TempDir Path folder;

  private final Counters counters = new Counters();
  private final CommitQueue queue =
      new CommitQueue(10_000, 1_000, Duration.ofMillis(1), Duration.ofMillis(1));

  private Writer writer(Database database, String... before) throws SQLException {
    Tail tail = new Tail(InstantSource.system(), 1_000, counters);
    Retention retention = new Retention(Map.of(), TestStores.LIMITS, TestStores.CLOCK, counters);
    Readers readers = new Readers(TestStores.LIMITS, counters, database);
    Writer writer =
        new Writer(
            new Writer.Parts(queue, tail, Runnable::run, counters, database, readers, retention),
            TestStores.LIMITS);
    try (DuckDBConnection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : before) {
        statement.execute(each);
      }
    }
    return writer;
  }

  private static long rows(Database database, String table) throws SQLException {
    try (DuckDBConnection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT count(*) FROM " + table)) {
      answer.next();
      return answer.getLong(1);
    }
  }

  @Test
  void aBatchThatCannotBeStoredDoesNotTakeTheOthersWithIt() throws Exception {
    try (Database database = Database.open(TestStores.config(folder))) {
      Writer writer = writer(database, "DROP TABLE scrapes");
      List<Pending> sent = new ArrayList<>();
      List<RowBatch> batches =
          List.of(
              TestStores.spans("a", 5, TestStores.NOON),
              TestStores.scrape("t"),
              TestStores.spans("b", 5, TestStores.NOON.plusSeconds(1)),
              TestStores.spans("a", 5, TestStores.NOON));
      for (RowBatch batch : batches) {
        Pending pending = new Pending(batch);
        sent.add(pending);
        queue.offer(pending, true);
      }
      queue.close();
      writer.run();

      assertThat(TestStores.failureOf(sent.get(1).answer()).code())
          .isEqualTo(ErrorCode.STORE_FAILED);
      for (int good : new int[] {0, 2, 3}) {
        assertThat(sent.get(good).answer()).isCompleted();
      }
      assertThat(rows(database, "spans")).isEqualTo(10);
      assertThat(counters.asMap())
          .containsEntry("appended_rows_total", 10.0)
          .containsEntry("duplicate_rows_total", 5.0)
          .containsEntry("failed_batches_total", 1.0);
    }
  }

  @Test
  void aFailureShowsUntilTheNextSuccess() throws Exception {
    try (Database database = Database.open(TestStores.config(folder))) {
      Writer writer = writer(database, "DROP TABLE scrapes");
      queue.offer(new Pending(TestStores.scrape("t")), false);
      queue.close();
      writer.run();

      assertThat(writer.failure()).contains("the last commit failed");
    }
  }

  @Test
  void aHurriedWriterGivesBackWhatItDidNotStore() throws Exception {
    try (Database database = Database.open(TestStores.config(folder))) {
      Writer writer = writer(database);
      Pending pending = new Pending(TestStores.scrape("t"));
      queue.offer(pending, true);
      queue.close();
      writer.hurry();
      writer.run();

      assertThat(TestStores.failureOf(pending.answer()).code())
          .isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(rows(database, "scrapes")).isZero();
    }
  }
}
