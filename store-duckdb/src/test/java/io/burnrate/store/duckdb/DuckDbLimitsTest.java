package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DuckDbLimitsTest {
  private static final Query ALL_SPANS =
      Query.rows(Tables.SPANS, TestStores.ALWAYS, List.of(), Tables.SPANS.columns())
          .orderedBy("span_id", true);

  @TempDir Path folder;

  private static Limits limits(int readers, int waiting, Duration timeout, int tailRows) {
    Limits l = TestStores.LIMITS;
    return new Limits(
        l.groupRows(),
        l.recentIdentities(),
        readers,
        waiting,
        timeout,
        tailRows,
        l.retentionInterval(),
        l.retentionStepRows(),
        l.closeTimeout());
  }

  @Test
  void aFullQueueRefusesBatchesAndKeepsWhatItTook() {
    DuckDbConfig config = TestStores.config(folder, Duration.ofSeconds(2), 10);
    try (Store store = TestStores.opened(config, TestStores.LIMITS)) {
      CompletionStage<Void> first = store.append(TestStores.spans("a", 6, TestStores.NOON));
      CompletionStage<Void> second = store.append(TestStores.spans("b", 6, TestStores.NOON));
      CompletionStage<Void> third = store.append(TestStores.spans("c", 4, TestStores.NOON));

      assertThat(TestStores.failureOf(second).code()).isEqualTo(ErrorCode.OVERLOADED);
      TestStores.await(first);
      TestStores.await(third);
      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(10);
      assertThat(store.measurements()).containsEntry("rejected_batches_total", 1.0);
    }
  }

  @Test
  void aBatchLargerThanTheQueueIsTakenByAnEmptyOne() {
    DuckDbConfig config = TestStores.config(folder, Duration.ofMillis(5), 10);
    try (Store store = TestStores.opened(config, TestStores.LIMITS)) {
      TestStores.await(store.append(TestStores.spans("a", 50, TestStores.NOON)));

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(50);
    }
  }

  @Test
  void manyWaitingRowsAreCommittedBeforeTheInterval() {
    DuckDbConfig config = TestStores.config(folder, Duration.ofHours(1), 10_000);
    try (Store store = TestStores.opened(config, TestStores.LIMITS)) {
      TestStores.await(
          store.append(TestStores.spans("a", TestStores.LIMITS.groupRows(), TestStores.NOON)));

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(TestStores.LIMITS.groupRows());
    }
  }

  @Test
  void batchesThatWaitTogetherShareACommit() {
    DuckDbConfig config = TestStores.config(folder, Duration.ofMillis(500), 10_000);
    try (Store store = TestStores.opened(config, TestStores.LIMITS)) {
      List<CompletionStage<Void>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(store.append(TestStores.spans("a" + i, 3, TestStores.NOON)));
      }
      answers.forEach(TestStores::await);

      assertThat(store.measurements().get("commits_total")).isLessThan(10);
    }
  }

  @Test
  void aQueryThatRunsTooLongIsCutOffAndTheNextOneAnswered() {
    try (Store store = TestStores.opened(TestStores.config(folder), Limits.DEFAULT)) {
      for (int i = 0; i < 2; i++) {
        TestStores.await(store.append(TestStores.spans("a" + i, 100_000, TestStores.NOON)));
      }
    }
    Limits hasty = limits(1, 100, Duration.ofMillis(30), 1_000);
    try (Store store = TestStores.opened(TestStores.config(folder), hasty)) {
      BurnrateException failure = TestStores.failureOf(store.query(ALL_SPANS));

      assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(store.measurements()).containsEntry("query_timeouts_total", 1.0);
    }
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(200_000);
    }
  }

  @Test
  void queriesBeyondTheLimitAreRefusedAndTheOthersAnswered() {
    Limits narrow = limits(1, 2, Duration.ofSeconds(20), 1_000);
    try (Store store = TestStores.opened(TestStores.config(folder), narrow)) {
      TestStores.await(store.append(TestStores.spans("a", 10_000, TestStores.NOON)));
      List<CompletionStage<ResultTable>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(store.query(ALL_SPANS));
      }
      int answered = 0;
      int refused = 0;
      for (CompletionStage<ResultTable> each : answers) {
        BurnrateException failure = TestStores.failureOf(each);
        answered += failure == null ? 1 : 0;
        refused += failure != null && failure.code() == ErrorCode.OVERLOADED ? 1 : 0;
      }

      assertThat(answered).isBetween(3, 19);
      assertThat(refused).isEqualTo(20 - answered);
      assertThat(store.measurements()).containsEntry("rejected_queries_total", (double) refused);
    }
  }

  @Test
  @Timeout(30)
  void aConsumerThatLagsHoldsBackAppendsAndLosesNothing() throws Exception {
    DuckDbConfig config = TestStores.config(folder, Duration.ofMillis(1), 20);
    Limits narrow = limits(2, 100, Duration.ofSeconds(20), 10);
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    try (Store store = TestStores.opened(config, narrow)) {
      store.tail(
          Tables.SPANS,
          batch -> {
            awaitQuietly(free);
            seen.addAndGet(batch.rows());
          });
      List<CompletionStage<Void>> accepted = new ArrayList<>();
      int sent = 0;
      BurnrateException failure = null;
      while (failure == null || failure.code() != ErrorCode.OVERLOADED) {
        CompletionStage<Void> answer =
            store.append(TestStores.spans("a" + sent++, 5, TestStores.NOON));
        failure =
            answer.toCompletableFuture().isCompletedExceptionally()
                ? TestStores.failureOf(answer)
                : null;
        if (failure == null) {
          accepted.add(answer);
          Thread.sleep(1);
        }
      }
      assertThat(seen).hasValue(0);

      free.countDown();
      accepted.forEach(TestStores::await);
      TestStores.until(() -> seen.get() == accepted.size() * 5);
      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(accepted.size() * 5L);
    }
  }

  @Test
  @Timeout(30)
  void aConsumerThatNeverEndsDoesNotKeepTheStoreFromClosing() {
    CountDownLatch never = new CountDownLatch(1);
    Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS);
    store.tail(Tables.SPANS, batch -> awaitQuietly(never));
    CompletionStage<Void> answer = store.append(TestStores.spans("a", 5, TestStores.NOON));
    store.close();
    TestStores.await(answer);

    try (Store again = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      assertThat(TestStores.count(again, Tables.SPANS)).isEqualTo(5);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void rowsAreRecognisedBeyondTheNumberKeptInMemory() {
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 10; i++) {
          TestStores.await(
              store.append(TestStores.spans("a" + i, 400, TestStores.NOON.plusSeconds(i * 60L))));
        }
      }

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(4_000);
      assertThat(store.measurements())
          .containsEntry("duplicate_rows_total", 4_000.0)
          .containsEntry("appended_rows_total", 4_000.0);
    }
  }

  @Test
  void keysWithEqualHashesAreDifferentKeys() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      CompletionStage<Void> one = store.append(TestStores.scrape("Aa"));
      CompletionStage<Void> two = store.append(TestStores.scrape("BB"));
      TestStores.await(one);
      TestStores.await(two);
      TestStores.await(store.append(TestStores.scrape("AaAa")));
      TestStores.await(store.append(TestStores.scrape("BBBB")));
      TestStores.await(store.append(TestStores.scrape("AaBB")));
      TestStores.await(store.append(TestStores.scrape("AaBB")));

      assertThat(TestStores.count(store, Tables.SCRAPES)).isEqualTo(5);
    }
  }
}
