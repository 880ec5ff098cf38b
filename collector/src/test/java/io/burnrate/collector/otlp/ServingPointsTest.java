package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Readings of model servers by OTLP go where scraped ones go. */
class ServingPointsTest {
  private static final KeyValue MODEL = Exports.text("model_name", "llama");
  private static final List<KeyValue> SERVER =
      List.of(
          Exports.text("service.name", "vllm"),
          Exports.text("service.instance.id", "10.0.0.9:8000"),
          Exports.text("k8s.pod.name", "llama-0"),
          Exports.text("k8s.namespace.name", "serving"));

  @Test
  void readingsOfVllmAreRowsOfServing() {
    TakenExport taken =
        taken(
            Points.gauge("vllm:num_requests_running", "", Points.point(12, MODEL)),
            Points.sum(
                "vllm:prompt_tokens_total", "", Points.CUMULATIVE, Points.point(5_000, MODEL)));
    List<Map<String, Object>> rows = taken.rows(Tables.SERVING);
    assertThat(rows)
        .extracting(row -> row.get("metric") + "=" + row.get("value"))
        .containsExactlyInAnyOrder("REQUESTS_RUNNING=12.0", "INPUT_TOKENS=5000.0");
    assertThat(rows.get(0))
        .containsEntry("server", "10.0.0.9:8000")
        .containsEntry("model", "llama")
        .containsEntry("system", "vllm")
        .containsEntry("pod", "llama-0")
        .containsEntry("namespace", "serving");
    assertThat(taken.rows(Tables.METRICS)).isEmpty();
    assertThat(taken.tally.accepted()).isEqualTo(2);
  }

  @Test
  void podsOfOneServiceAreServersOfTheirOwn() {
    List<KeyValue> pod =
        List.of(
            Exports.text("service.name", "vllm"),
            Exports.text("k8s.namespace.name", "prod"),
            Exports.text("k8s.pod.name", "llama-1"));
    TakenExport taken =
        Points.taken(
            pod, "", Points.gauge("vllm:num_requests_running", "", Points.point(2, MODEL)));
    assertThat(taken.only(Tables.SERVING)).containsEntry("server", "prod/llama-1");
  }

  @Test
  void aHistogramKeepsItsEdgesAndCountsUpToThem() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(Points.BEGIN)
            .setTimeUnixNano(Points.TIME)
            .setCount(10)
            .setSum(3.5)
            .addAllExplicitBounds(List.of(0.25, 0.5, 2.5))
            .addAllBucketCounts(List.of(4L, 3L, 2L, 1L))
            .addAttributes(Exports.text("gen_ai.request.model", "llama"));
    TakenExport taken = taken(Points.histogram("gen_ai.server.time_to_first_token", point));
    assertThat(taken.only(Tables.SERVING))
        .containsEntry("metric", "TIME_TO_FIRST_TOKEN")
        .containsEntry("model", "llama")
        .containsEntry("value", 3.5)
        .containsEntry("observations", 10.0)
        .containsEntry("start_ms", Points.BEGIN / 1_000_000)
        .containsEntry("bounds", "[0.25,0.5,2.5,\"+Inf\"]")
        .containsEntry("counts", "[4,7,9,10]");
  }

  @Test
  void differencesAndWhatClientsTellAreKeptAsAnyPoint() {
    Metric.Builder delta =
        Points.histogram("gen_ai.server.time_to_first_token", Points.distribution()).toBuilder();
    delta.getHistogramBuilder().setAggregationTemporality(Points.DELTA);
    TakenExport taken =
        taken(delta.build(), Points.histogram("gen_ai.client.token.usage", Points.distribution()));
    assertThat(taken.rows(Tables.SERVING)).isEmpty();
    assertThat(taken.rows(Tables.METRICS))
        .extracting(row -> row.get("name"))
        .containsExactly("gen_ai.server.time_to_first_token", "gen_ai.client.token.usage");
  }

  @Test
  void attributesThatServingHasNoColumnForTellPartsApart() {
    HistogramDataPoint.Builder one = Points.distribution();
    HistogramDataPoint.Builder other =
        Points.distribution().addAttributes(Exports.text("deployment.name", "canary"));
    TakenExport taken = taken(Points.histogram("gen_ai.server.request.duration", one, other));
    assertThat(taken.rows(Tables.SERVING))
        .extracting(row -> String.valueOf(row.get("detail")))
        .containsExactlyInAnyOrder("null", "deployment_name=canary");
    assertThat(taken.rows(Tables.METRICS)).isEmpty();
  }

  /** The same point twice, which only one row can hold. */
  @Test
  void whatServingCannotTellApartIsNotLost() {
    HistogramDataPoint.Builder one = Points.distribution();
    TakenExport taken = taken(Points.histogram("gen_ai.server.request.duration", one, one));
    assertThat(taken.rows(Tables.SERVING)).hasSize(1);
    assertThat(taken.rows(Tables.METRICS)).hasSize(1);
  }

  private static TakenExport taken(Metric... metrics) {
    return Points.taken(SERVER, "", metrics);
  }
}
