package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.TimeRange;
import io.burnrate.drift.DriftVerdict.Verdict;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Predictions go into the embedded store, verdicts come out. */
class DriftStoreTest extends StoredPredictions {
  /** From the row of one second to the row of another. */
  private static TimeRange seconds(long first, long last) {
    return new TimeRange(
        Instant.ofEpochMilli(START + 1000 * first), Instant.ofEpochMilli(START + 1000 * last + 1));
  }

  private double queries() {
    return store.measurements().getOrDefault("queries_total", Double.NaN);
  }

  @Test
  void emptyStoreHasNoVerdicts() {
    assertThat(drift.report()).isEqualTo(DriftReport.NONE);
    drift.evaluate();
    assertThat(drift.report().verdicts()).isEmpty();
    assertThat(drift.report().problems()).isEmpty();
    assertThat(drift.report().evaluatedAt()).isEqualTo(CLOCK.instant());
  }

  @Test
  void shiftedFeatureDriftsAndTheOtherDoesNot() throws Exception {
    post("chat", 0, 500, i -> normal(0));
    post("chat", 500, 1200, i -> normal(1));
    drift.evaluate();
    DriftVerdict size = verdict("size");
    assertThat(size.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(size.model()).isEqualTo("chat");
    assertThat(size.version()).isEqualTo("7");
    assertThat(size.referenceRows()).isEqualTo(500);
    assertThat(size.currentRows()).isEqualTo(700);
    assertThat(size.reference()).isEqualTo(seconds(0, 499));
    assertThat(size.current()).isEqualTo(seconds(500, 1199));
    assertThat(verdict("flag").verdict()).isEqualTo(Verdict.NO_DRIFT);
  }

  @Test
  void earlierHalfIsTheReferenceWhileRowsAreFew() throws Exception {
    post("chat", 0, 401, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").referenceRows()).isEqualTo(200);
    assertThat(verdict("size").currentRows()).isEqualTo(201);
  }

  @Test
  void singleRowIsNoData() throws Exception {
    post("chat", 0, 1, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").verdict()).isEqualTo(Verdict.NO_DATA);
  }

  @Test
  void currentRowsEndWithTheWindowAndTheLimit() throws Exception {
    drift =
        Drift.create(
            new DriftConfig(
                Duration.ofSeconds(30), 500, Duration.ofSeconds(100), 80, 30, 0.1, 0.1, 0.05),
            store,
            CLOCK);
    drift.start();
    post("chat", 0, 2000, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").currentRows()).isEqualTo(80);
    assertThat(verdict("size").current()).isEqualTo(seconds(1920, 1999));
  }

  @Test
  void rowsOfOneInstantAreSplitByTheirId() throws Exception {
    RowBatch.Builder batch = RowBatch.builder(Tables.PREDICTIONS, "test", 1000);
    for (int i = 0; i < 1000; i++) {
      int row = batch.addRow();
      batch.set(row, "time_ms", START);
      batch.set(row, "model", "chat");
      batch.set(row, "prediction_id", String.format("p%04d", i));
      batch.set(row, "features", "{\"size\": " + (i < 500 ? i : i + 10_000) + "}");
    }
    store.append(batch.build()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    drift.evaluate();
    assertThat(verdict("size").referenceRows()).isEqualTo(500);
    assertThat(verdict("size").currentRows()).isEqualTo(500);
    assertThat(verdict("size").effectSize()).isEqualTo(1);
  }

  @Test
  void restartComesToTheSameVerdicts() throws Exception {
    post("chat", 0, 1500, i -> normal(i < 900 ? 0 : 0.7));
    drift.evaluate();
    post("chat", 1500, 1700, i -> normal(0.7));
    drift.evaluate();
    List<DriftVerdict> before = drift.report().verdicts();
    close();
    open();
    drift.evaluate();
    assertThat(before).isNotEmpty();
    assertThat(drift.report().verdicts()).isEqualTo(before);
  }

  @Test
  void repeatedRowsChangeNothing() throws Exception {
    IntFunction<String> features = i -> "{\"size\": " + i % 37 + "}";
    post("chat", 0, 1200, features);
    drift.evaluate();
    List<DriftVerdict> before = drift.report().verdicts();
    post("chat", 0, 1200, features);
    drift.evaluate();
    assertThat(drift.report().verdicts()).isEqualTo(before);
  }

  @Test
  void lateRowsJoinTheReferenceAsTheyWouldAfterARestart() throws Exception {
    post("chat", 100, 1300, i -> normal(0));
    drift.evaluate();
    post("chat", 0, 100, i -> normal(0));
    drift.evaluate();
    List<DriftVerdict> running = drift.report().verdicts();
    assertThat(verdict("size").reference()).isEqualTo(seconds(0, 499));
    assertThat(verdict("size").referenceRows()).isEqualTo(500);
    close();
    open();
    drift.evaluate();
    assertThat(drift.report().verdicts()).isEqualTo(running);
  }

  @Test
  void rowsFromFarAheadOfTheClockWait() throws Exception {
    post("chat", 0, 1200, i -> normal(0));
    post("chat", 90_000, 90_001, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").currentRows()).isEqualTo(700);
  }

  @Test
  void oneUnreadableRowIsNamedAndSpoilsNothing() throws Exception {
    post("chat", 0, 1200, i -> i == 900 ? "{\"size\": nonsense" : normal(0));
    drift.evaluate();
    assertThat(verdict("size").currentRows()).isEqualTo(699);
    assertThat(drift.report().problems())
        .containsExactly(
            "model chat version 7: rows left out because their features are no JSON object: 1");
    assertThat(drift.measurements()).containsEntry("unreadable_rows", 1.0);
  }

  @Test
  void badColumnsSpoilNoOthers() throws Exception {
    post(
        "chat",
        0,
        1200,
        i ->
            "{\"none\": null, \"constant\": 5, \"list\": [1], \"huge\": 1e999, \"size\": "
                + (random.nextGaussian() + (i < 500 ? 0 : 1))
                + "}");
    drift.evaluate();
    assertThat(verdict("size").verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict("constant").verdict()).isEqualTo(Verdict.NO_DRIFT);
    assertThat(drift.report().verdicts()).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void modelVersionsWithoutNewRowsAreNotReadAgain() throws Exception {
    post("chat", 0, 1200, i -> normal(0));
    drift.evaluate();
    DriftReport before = drift.report();
    double asked = queries();
    drift.evaluate();
    assertThat(queries() - asked).isEqualTo(1);
    assertThat(drift.report().verdicts()).isEqualTo(before.verdicts());
    post("chat", 1200, 1201, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").currentRows()).isEqualTo(701);
  }

  @Test
  void failingStoreKeepsTheOldVerdicts() throws Exception {
    post("chat", 0, 1200, i -> normal(0));
    drift.evaluate();
    DriftReport before = drift.report();
    store.close();
    drift.evaluate();
    assertThat(drift.report().verdicts()).isEqualTo(before.verdicts());
    assertThat(drift.report().evaluatedAt()).isEqualTo(before.evaluatedAt());
    assertThat(drift.report().problems()).isNotEmpty();
    assertThat(drift.measurements()).containsEntry("failures_total", 1.0);
  }

  @Test
  void doesNothingBeforeStartAndAfterClose() throws Exception {
    post("chat", 0, 1200, i -> normal(0));
    Drift idle = Drift.create(CONFIG, store, CLOCK);
    idle.evaluate();
    assertThat(idle.report()).isEqualTo(DriftReport.NONE);
    drift.close();
    drift.evaluate();
    assertThat(drift.report()).isEqualTo(DriftReport.NONE);
  }
}
