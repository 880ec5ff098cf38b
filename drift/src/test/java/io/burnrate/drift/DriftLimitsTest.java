package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriftLimitsTest extends StoredPredictions {
  @Test
  void featuresBeyondTheLimitAreNamedAsAProblem() throws Exception {
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < Limits.DEFAULT.features() + 200; i++) {
      wide.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":").append(i % 3);
    }
    String row = wide.append('}').toString();
    post("wide", 0, 80, i -> row);
    drift.evaluate();
    assertThat(drift.report().verdicts()).hasSize(Limits.DEFAULT.features());
    assertThat(drift.report().problems())
        .containsExactly("model wide version 7: 1,200 features, the first 1,000 judged");
  }

  @Test
  void longRowsAreReadInPart() throws Exception {
    String padding = "x".repeat(20_000);
    post("long", 0, 1500, i -> "{\"text\": \"" + padding + "\", \"size\": " + i % 9 + "}");
    drift.evaluate();
    long affordable = Predictions.MAX_CHARACTERS / 20_026;
    assertThat(verdict("size").referenceRows()).isEqualTo(500);
    assertThat(verdict("size").currentRows()).isBetween(affordable - 2, affordable + 2);
    assertThat(drift.report().problems()).singleElement().asString().contains("rows are long");
  }

  @Test
  void modelVersionsBeyondTheLimitAreNamedAsAProblem() throws Exception {
    RowBatch.Builder batch = RowBatch.builder(Tables.PREDICTIONS, "test", 500);
    for (int i = 0; i < 2 * (Limits.DEFAULT.modelVersions() + 5); i++) {
      int row = batch.addRow();
      batch.set(row, "time_ms", START + i);
      batch.set(row, "model", "m" + i / 2);
      batch.set(row, "prediction_id", "p" + i);
      batch.set(row, "features", "{\"x\": 1}");
    }
    store.append(batch.build()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    drift.evaluate();
    assertThat(drift.report().verdicts()).hasSize(Limits.DEFAULT.modelVersions());
    assertThat(drift.report().verdicts()).noneMatch(each -> each.model().equals("m4"));
    assertThat(drift.report().problems()).singleElement().asString().contains("more than 200");
  }

  private void limitTo(Limits limits) {
    drift = new Drift(CONFIG, limits, store, CLOCK);
    drift.start();
  }

  private Stream<String> judgedModels() {
    return drift.report().verdicts().stream().map(DriftVerdict::model).distinct();
  }

  @Test
  void whatDoesNotFitIntoOneRunComesInTheNext() throws Exception {
    post("a", 0, 1100, i -> normal(0));
    post("b", 0, 1100, i -> normal(0));
    post("c", 0, 1100, i -> normal(0));
    limitTo(new Limits(200, 1000, 20_000, 10_000, 1 << 20, 100));
    drift.evaluate();
    assertThat(judgedModels()).hasSize(1);
    assertThat(drift.report().problems())
        .containsExactly("2 model versions wait for the next evaluation");
    drift.evaluate();
    drift.evaluate();
    assertThat(judgedModels()).containsExactly("a", "b", "c");
    assertThat(drift.report().problems()).isEmpty();
  }

  @Test
  void verdictsBeyondTheLimitAreLeftOut() throws Exception {
    post("a", 0, 1100, i -> normal(0));
    post("b", 0, 1100, i -> normal(0));
    post("c", 0, 1100, i -> normal(0));
    limitTo(new Limits(200, 1000, 3, 1 << 20, 1 << 20, 100));
    drift.evaluate();
    assertThat(drift.report().verdicts()).hasSize(3);
    assertThat(drift.report().problems())
        .containsExactly(
            "model c version 7: not judged, there are 3 verdicts",
            "model b version 7: 2 features, the first 1 judged");
  }

  @Test
  void problemsBeyondTheLimitAreCounted() throws Exception {
    post("a", 0, 100, i -> "[]");
    post("b", 0, 100, i -> "[]");
    post("c", 0, 100, i -> "[]");
    limitTo(new Limits(200, 1000, 3, 1 << 20, 1 << 20, 2));
    drift.evaluate();
    assertThat(drift.report().problems()).hasSize(2).endsWith("and 2 more");
  }

  @Test
  void referenceThatIsNotKeptIsReadAgain() throws Exception {
    post("a", 0, 1100, i -> normal(0));
    limitTo(new Limits(200, 1000, 20_000, 1 << 20, 0, 100));
    drift.evaluate();
    post("a", 1100, 1200, i -> normal(0));
    drift.evaluate();
    assertThat(verdict("size").referenceRows()).isEqualTo(500);
    assertThat(verdict("size").currentRows()).isEqualTo(700);
  }
}
