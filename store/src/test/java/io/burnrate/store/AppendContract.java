package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store promises about appended rows. */
public abstract class AppendContract extends StoreContract {
  private static final int WRITERS = 4;
  private static final int BATCHES = 25;
  private static final int ROWS = 8;

  @Test
  void anAcknowledgedRowIsSeenByTheNextQuery() {
    append(span("a", 0));

    assertThat(count(Tables.SPANS)).isEqualTo(1);
  }

  @Test
  void anAcknowledgedRowIsSeenAfterReopening() throws Exception {
    append(spans("a", 5, 0));

    reopen();

    assertThat(count(Tables.SPANS)).isEqualTo(5);
  }

  @Test
  void anEmptyBatchIsAccepted() {
    append(RowBatch.builder(Tables.SPANS, "test", 1).build());

    assertThat(count(Tables.SPANS)).isZero();
  }

  @Test
  void aBatchMayHoldAsManyRowsAsTheLimitSays() {
    append(spans("big", RowBatch.MAX_ROWS, 0));

    assertThat(count(Tables.SPANS)).isEqualTo(RowBatch.MAX_ROWS);
  }

  @Test
  void ofTwoRowsWithOneIdentityInABatchTheFirstIsKept() {
    RowBatch.Builder builder = RowBatch.builder(Tables.SCRAPES, "test", 2);
    for (long lines = 1; lines <= 2; lines++) {
      int row = builder.addRow();
      builder.set(row, "time_ms", NOON.toEpochMilli()).set(row, "target", "t");
      builder.set(row, "lines", lines);
    }
    append(builder.build());

    assertThat(cells(all(Tables.SCRAPES, "lines"), "lines")).containsExactly("1");
  }

  @Test
  void aBatchThatIsSentTwiceAtOnceIsStoredOnce() {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(store.append(spans("a", ROWS, 0)));
    }
    answers.forEach(StoreContract::await);

    assertThat(count(Tables.SPANS)).isEqualTo(ROWS);
  }

  @Test
  void aBatchThatIsSentAgainLaterIsStoredOnce() {
    append(spans("a", ROWS, 0));
    append(spans("b", ROWS, 1000));
    append(spans("a", ROWS, 0));

    assertThat(count(Tables.SPANS)).isEqualTo(2 * ROWS);
  }

  @Test
  void aBatchThatIsSentAgainAfterReopeningIsStoredOnce() throws Exception {
    append(spans("a", ROWS, 0));
    append(spans("b", ROWS, 1000));

    reopen();
    append(spans("a", ROWS, 0));
    append(spans("b", ROWS, 1000));

    assertThat(count(Tables.SPANS)).isEqualTo(2 * ROWS);
  }

  @Test
  void theNewRowsOfAPartlyKnownBatchAreStored() throws Exception {
    append(spans("a", 3, 0));
    reopen();
    append(spans("a", 5, 0));

    assertThat(count(Tables.SPANS)).isEqualTo(5);
  }

  @Test
  void rowsThatComeLateAreStored() throws Exception {
    append(span("new", 1000));
    append(span("late", 0));
    reopen();
    append(span("later", -1000));

    assertThat(count(Tables.SPANS)).isEqualTo(3);
  }

  @Test
  void rowsWithOneTimeAndDifferentKeysAreDifferent() {
    append(span("a", 0));
    append(span("b", 0));

    assertThat(count(Tables.SPANS)).isEqualTo(2);
  }

  @Test
  void rowsWithOneKeyAndDifferentTimesAreDifferent() {
    append(span("a", 0));
    append(span("a", 1));

    assertThat(count(Tables.SPANS)).isEqualTo(2);
  }

  @Test
  void anAbsentKeyIsAKeyLikeAnyOther() throws Exception {
    append(ledgerRow("", RowBatch.NO_LONG));
    append(ledgerRow("", RowBatch.NO_LONG));
    append(ledgerRow("", 0));
    reopen();
    append(ledgerRow("", RowBatch.NO_LONG));
    append(ledgerRow("x", RowBatch.NO_LONG));

    assertThat(count(Tables.LEDGER)).isEqualTo(3);
  }

  private static RowBatch ledgerRow(String owner, long revision) {
    RowBatch.Builder builder = RowBatch.builder(Tables.LEDGER, "test", 1);
    int row = builder.addRow();
    builder.set(row, "time_ms", NOON.toEpochMilli()).set(row, "owner", owner);
    for (Column column : Tables.LEDGER.columns()) {
      if (column.required() && !column.equals(Tables.LEDGER.time())) {
        builder.set(row, column, 1);
      }
    }
    return builder.set(row, "revision", revision).build();
  }

  @Test
  void manySendersAndReadersSeeNothingLostDoubledOrTorn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);
    List<Future<?>> writers = new ArrayList<>();
    List<Future<?>> readers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String name = "w" + i;
      writers.add(threads.submit(() -> sendBatches(name)));
    }
    for (int i = 0; i < 2; i++) {
      readers.add(threads.submit(() -> assertWholeBatches(writers)));
    }
    for (Future<?> each : writers) {
      each.get();
    }
    for (Future<?> each : readers) {
      each.get();
    }
    threads.shutdown();

    assertThat(count(Tables.SPANS)).isEqualTo((long) WRITERS * BATCHES * ROWS);
  }

  private void sendBatches(String name) {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      answers.add(store.append(spans(name + "-" + i, ROWS, i)));
      if (i % 10 == 9) {
        answers.forEach(StoreContract::await);
      }
    }
    answers.forEach(StoreContract::await);
  }

  private void assertWholeBatches(List<Future<?>> writers) {
    do {
      long rows = count(Tables.SPANS);
      assertThat(rows).isLessThanOrEqualTo((long) WRITERS * BATCHES * ROWS);
      assertThat(showsBatchesWhole() ? rows % ROWS : 0).isZero();
    } while (!writers.stream().allMatch(Future::isDone));
  }

  @Test
  void anAppendAfterClosingFails() {
    store.close();

    assertThat(failureOf(store.append(span("a", 0)))).isEqualTo(ErrorCode.STORE_UNREACHABLE);
  }

  @Test
  void aQueryAfterClosingFails() {
    store.close();

    assertThat(failureOf(store.query(allOf(Tables.SPANS, "span_id"))))
        .isEqualTo(ErrorCode.STORE_UNREACHABLE);
  }

  @Test
  void whatWasAcceptedBeforeClosingIsKept() throws Exception {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(store.append(spans("a" + i, ROWS, i)));
    }
    reopen();

    answers.forEach(StoreContract::await);
    assertThat(count(Tables.SPANS)).isEqualTo(20 * ROWS);
  }

  @Test
  void closingTwiceIsHarmless() {
    store.close();
    store.close();

    assertThat(store.health().ok()).isFalse();
  }

  @Test
  void aTableThatIsNotDescribedIsRefused() {
    Table unknown = Table.named("unknown").time("time_ms").build();
    RowBatch.Builder builder = RowBatch.builder(unknown, "test", 1);
    builder.set(builder.addRow(), "time_ms", 0);

    assertThatThrownBy(() -> store.append(builder.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown");
  }

  @Test
  void anOpenStoreIsWell() {
    assertThat(store.health()).isEqualTo(Store.Health.OK);
  }

  @Test
  void itCountsWhatItKeeps() {
    append(spans("a", 3, 0));
    append(spans("a", 3, 0));

    if (knowsDuplicatesAtOnce()) {
      assertThat(store.measurements())
          .containsEntry("appended_rows_total", 3.0)
          .containsEntry("duplicate_rows_total", 3.0);
    } else {
      assertThat(store.measurements()).containsEntry("appended_rows_total", 6.0);
    }
  }

  private ResultTable all(Table table, String column) {
    return query(allOf(table, column));
  }

  private static Query allOf(Table table, String column) {
    return Query.rows(table, ALWAYS, List.of(), List.of(table.column(column)));
  }
}
