package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.BurnrateException;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that answers about a fleet whose ledger others keep, beside one that does both. */
class ObserverTest {
  @TempDir private Path folder;
  private SharedFleet alone;
  private SharedFleet shared;
  private Analytics single;

  @BeforeEach
  void begin() {
    alone = new SharedFleet(folder.resolve("alone"), 1);
    shared = new SharedFleet(folder.resolve("shared"), 4);
    single = alone.process(Duties.ALL);
    shared.process(Duties.LEDGER_ONLY);
    shared.process(Duties.LEDGER_ONLY);
    shared.store.move(shared.store.member(0), 0, 1);
    shared.store.move(shared.store.member(1), 2, 3);
  }

  @AfterEach
  void end() {
    alone.close();
    shared.close();
  }

  private void run(int from, int to) {
    alone.run(from, to);
    shared.run(from, to);
  }

  @Test
  void itAnswersLikeOneThatDoesEverything() {
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    run(0, 1_270);
    assertSameAnswers(observer);
    assertThat(observer.measurements()).containsEntry("unconfirmed_minutes_total", 0.0);
    assertThat(observer.gpus()).isEqualTo(single.gpus());
    assertThat(observer.ledgerTotals()).isEqualTo(single.ledgerTotals());
  }

  @Test
  void aProcessThatKeepsAPartAnswersForTheWhole() {
    Analytics both = shared.process(Duties.ALL);
    shared.store.move(shared.store.member(2), 3);
    run(0, 620);
    assertSameAnswers(both);
    assertThat(both.gpus()).isEqualTo(single.gpus());
    assertThat(both.measurements())
        .containsEntry("held_shards", 1.0)
        .containsEntry("gpus", single.measurements().get("gpus"));
  }

  @Test
  void itMayComeLater() {
    run(0, 640);
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    run(640, 700);
    assertSameAnswers(observer);
    assertThat(idle(observer)).isEqualTo(idle(single)).isNotEmpty();
  }

  private static List<String> idle(Analytics process) {
    return process.gpus().stream()
        .filter(gpu -> gpu.idleSince() != null)
        .map(GpuStatus::gpuUuid)
        .sorted()
        .toList();
  }

  @Test
  void itCountsOnlyWhatWasNotThereWhenItBegan() {
    shared.run(0, 640);
    // One shard is a few minutes behind the others.
    shared.store.refuse(3);
    shared.run(640, 790);
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    long before = storedNanoUsd();
    shared.store.move(shared.store.member(0), 3);
    shared.run(790, 1_000);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(960));
    long counted =
        observer.ledgerTotals().lines().stream().mapToLong(LedgerTotals.Line::costNanoUsd).sum();
    assertThat(counted).isEqualTo(storedNanoUsd() - before);
  }

  private long storedNanoUsd() {
    return shared.ledger().stream()
        .mapToLong(
            line ->
                Long.parseLong(
                    List.of(line.split("\\|", -1))
                        .get(Tables.LEDGER.column("cost_nano_usd").index())))
        .sum();
  }

  private void assertSameAnswers(Analytics observer) {
    for (Dimension by : Dimension.values()) {
      for (int minutes : new int[] {1, 5, 30}) {
        Duration window = Duration.ofMinutes(minutes);
        UtilizationReport expected = join(single.utilization(by, window));
        UtilizationReport found = join(observer.utilization(by, window));
        assertThat(expected.items()).isNotEmpty();
        assertThat(found.newestSample()).isEqualTo(expected.newestSample());
        assertThat(found.items())
            .usingRecursiveComparison()
            .withComparatorForType(ObserverTest::closely, Double.class)
            .isEqualTo(expected.items());
      }
      assertThat(join(observer.ledger(by, SharedFleet.all())))
          .isEqualTo(join(single.ledger(by, SharedFleet.all())));
    }
  }

  /** Sums of fractions depend on their order. */
  private static int closely(double one, double other) {
    boolean same = Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
    return same ? 0 : Double.compare(one, other);
  }

  @Test
  void itWritesNothing() {
    shared.process(Duties.ANSWERS_ONLY);
    shared.store.refuse(0, 1, 2, 3);
    int batches = shared.store.appendedBatches();
    shared.run(0, 1_000);
    assertThat(shared.store.appendedBatches() - batches).isEqualTo(100);
    assertThat(shared.ledger()).isEmpty();
  }

  @Test
  void minutesThatNobodyKeepsAreGivenUpAndNotCalledClosed() {
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    shared.run(0, 190);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(180));
    shared.store.refuse(2);
    // The minute from second 180 is due at 240 and overdue 30 s of closing and 180 s later.
    shared.run(190, 450);
    assertThat(observer.measurements()).containsEntry("unconfirmed_minutes_total", 0.0);
    shared.run(450, 510);
    assertThat(observer.measurements()).containsEntry("unconfirmed_minutes_total", 1.0);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(180));
    shared.store.move(shared.store.member(0), 2);
    shared.run(510, 580);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(540));
  }

  @Test
  void aProcessWithoutAnswersSaysSo() {
    Analytics worker = shared.process(Duties.LEDGER_ONLY);
    for (Runnable question :
        List.<Runnable>of(
            worker::gpus,
            worker::targets,
            worker::slos,
            () -> worker.ledger(Dimension.GPU, SharedFleet.all()),
            () -> worker.utilization(Dimension.GPU, Duration.ofMinutes(5)))) {
      assertThatThrownBy(question::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("answers no questions");
    }
    assertThat(worker.ledgerTotals().closedUntil()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void itWaitsForAStoreThatDoesNotAnswerYet() {
    shared.run(0, 190);
    shared.store.failQueries(1);
    try (Observer observer =
        new Observer(shared.rules(), shared.store, shared::now, Duration.ofMillis(100))) {
      observer.start();
      assertThat(observer.closedUntil()).isEqualTo(SharedFleet.at(180));
    }
  }

  @Test
  void itFailsWhenTheStoreDoesNotAnswerForTooLong() {
    shared.store.failQueries(Integer.MAX_VALUE);
    try (Observer observer =
        new Observer(shared.rules(), shared.store, shared::now, Duration.ofMillis(1))) {
      assertThatThrownBy(observer::start)
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("could not be read back within")
          .hasMessageContaining("the server is down");
    }
    shared.store.failQueries(0);
  }

  /** What is accepted before the tail begins would be missed. */
  @Test
  void itWaitsForATailThatDoesNotBeginYet() {
    shared.run(0, 190);
    shared.store.stallTailsAt(Instant.EPOCH);
    try (Observer observer =
        new Observer(shared.rules(), shared.store, shared::now, Duration.ofMillis(1))) {
      assertThatThrownBy(observer::start)
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("does not begin");
      shared.store.stallTailsAt(shared.now());
      observer.start();
      assertThat(observer.closedUntil()).isEqualTo(SharedFleet.at(180));
    }
  }

  @Test
  void readingsThatComeWhileItBeginsAreFollowedInOrder() {
    shared.run(0, 190);
    int[] second = {190};
    shared.store.beforeQuery(
        () -> {
          shared.store.append(SharedFleet.page(second[0]));
          second[0] += 10;
        });
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    shared.store.beforeQuery(() -> {});
    assertThat(second[0]).isGreaterThan(230);
    assertThat(observer.gpus().get(0).lastHeard()).isEqualTo(SharedFleet.at(second[0] - 10));
    assertThat(observer.ledgerTotals().lateSamples()).isZero();
  }

  @Test
  void tooManyReadingsWhileItBeginsAreRefused() {
    Fleet page = Fleet.page();
    for (int i = 0; i < RowBatch.MAX_ROWS; i++) {
      page.gpu("GPU-x", SharedFleet.T + i);
    }
    RowBatch large = page.rows();
    ObservedLedger observed = new ObservedLedger(shared.rules(), shared.store);
    int[] left = {ObservedLedger.MAX_WAITING_ROWS / RowBatch.MAX_ROWS + 1};
    shared.store.beforeQuery(
        () -> {
          if (left[0]-- > 0) {
            shared.store.append(large);
          }
        });
    assertThatThrownBy(() -> observed.open(shared.now()))
        .hasMessageContaining("readings came while");
    observed.close();
  }

  @Test
  void itWaitsForRowsWhileTheTailStandsButNotForEver() {
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    shared.run(0, 190);
    shared.store.stallTailsAt(shared.now());
    shared.run(190, 310);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(180));
    assertThat(observer.measurements()).containsEntry("stalled", 1.0);
    shared.run(310, 380);
    assertThat(observer.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(360));
  }

  @Test
  void startDoesNotWaitForAShard() {
    try (SharedFleet empty = new SharedFleet(folder.resolve("empty"), 3)) {
      Analytics process = empty.process(Duties.ALL);
      process.tick();
      assertThat(process.gpus()).isEmpty();
      assertThat(join(process.utilization(Dimension.GPU, Duration.ofMinutes(5))).items()).isEmpty();
      assertThat(process.measurements()).containsEntry("held_shards", 0.0);
    }
  }

  @Test
  void everyGpuThatWasHeardIsThere() {
    Analytics observer = shared.process(Duties.ANSWERS_ONLY);
    shared.run(0, 70);
    UtilizationReport report = join(observer.utilization(Dimension.POOL, Duration.ofMinutes(1)));
    // 11 of 12 GPUs are there: one comes at second 200.
    assertThat(report.items().get(0).gpus()).isCloseTo(11, within(1e-9));
  }

  private static <X> X join(CompletionStage<X> stage) {
    return stage.toCompletableFuture().join();
  }
}
