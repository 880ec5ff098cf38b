package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What counts as kept by others. Minute 0 begins at {@link #T}. */
class LedgerWatchTest {
  private static final long T = 1_790_000_040_000L;
  private final LedgerWatch watch = new LedgerWatch(Duration.ofSeconds(30));

  private static RowBatch rows(int minute, String... gpus) {
    RowBatch.Builder rows = RowBatch.builder(Tables.LEDGER, "test", gpus.length);
    for (String gpu : gpus) {
      int row = rows.addRow();
      Tables.LEDGER.columns().stream()
          .filter(Column::required)
          .forEach(column -> rows.set(row, column, 0));
      rows.set(row, "time_ms", T + minute * 60_000L).set(row, "gpu_uuid", gpu);
    }
    return rows.build();
  }

  private CompletableFuture<Void> append(RowBatch rows) {
    return watch.append(rows).toCompletableFuture();
  }

  private static Instant at(long second) {
    return Instant.ofEpochMilli(T + second * 1_000);
  }

  @Test
  void aMinuteIsKeptWhenEveryGpuOfItWasSeen() {
    CompletableFuture<Void> kept = append(rows(0, "a", "b", "b"));
    watch.observe(rows(0, "a"));
    watch.observe(rows(1, "b"));
    assertThat(kept).isNotDone();
    watch.observe(rows(0, "b", "c"));
    assertThat(kept).isCompleted();
    assertThat(watch.confirmedUntil()).isEqualTo(at(60));
  }

  @Test
  void whatWasSeenBeforeCountsToo() {
    watch.observe(rows(0, "a"));
    watch.observe(rows(1, "a"));
    assertThat(append(rows(0, "a"))).isCompleted();
    assertThat(append(rows(1, "a"))).isCompleted();
  }

  @Test
  void patienceEndsThreeMinutesAfterTheMinuteWasDue() {
    CompletableFuture<Void> kept = append(rows(0, "a"));
    assertThat(watch.giveUp(at(60 + 30 + 179))).isFalse();
    assertThat(kept).isNotDone();
    assertThat(watch.giveUp(at(60 + 30 + 180))).isTrue();
    assertThat(kept).isCompleted();
    assertThat(watch.unconfirmedMinutes()).isEqualTo(1);
    assertThat(watch.confirmedUntil()).isEqualTo(Instant.EPOCH);
    assertThat(watch.giveUp(at(100_000))).isFalse();
  }

  @Test
  void aSecondMinuteDoesNotWaitBesideTheFirst() {
    CompletableFuture<Void> first = append(rows(0, "a"));
    assertThat(append(rows(1, "a")))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("another minute");
    watch.observe(rows(0, "a"));
    assertThat(first).isCompleted();
  }

  @Test
  void minutesThatAreDoneWithAreForgotten() {
    watch.observe(rows(0, "a", "b"));
    watch.observe(rows(1, "a", "b"));
    assertThat(watch.remembered()).isEqualTo(4);
    assertThat(append(rows(1, "a"))).isCompleted();
    watch.observe(rows(0, "c"));
    assertThat(watch.remembered()).isEqualTo(2);
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i <= LedgerWatch.MAX_SEEN; i++) {
      watch.noteBefore(T, "g" + i);
    }
    assertThat(watch.remembered()).isEqualTo(LedgerWatch.MAX_SEEN);
    CompletableFuture<Void> kept = append(rows(0, "g" + LedgerWatch.MAX_SEEN));
    assertThat(kept).isNotDone();
    watch.observe(rows(0, "g" + LedgerWatch.MAX_SEEN));
    assertThat(kept).isCompleted();
  }
}
