package io.burnrate.collector.serving;

import static io.burnrate.collector.serving.Exposition.TIME;
import static io.burnrate.collector.serving.Exposition.readings;
import static io.burnrate.collector.serving.Exposition.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Buckets;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingRowsTest {
  private static final Map<String, String> SERVER = Map.of("instance", "llm-0:8000");

  private final ServingRows rows = Exposition.rows();

  private static @Nullable ServingSeries any(String name, Map<String, String> labels) {
    return ServingSeries.series(name, labels, (label, value) -> false);
  }

  private static ServingSeries series(String name, Map<String, String> labels) {
    return Objects.requireNonNull(any(name, labels));
  }

  @Test
  void bucketsSumAndCountBecomeOneRow() {
    Exposition.add(
        rows,
        SERVER,
        """
        vllm:time_to_first_token_seconds_bucket{model_name="m",engine="0",le="0.005"} 2.0
        vllm:time_to_first_token_seconds_bucket{model_name="m",engine="0",le="0.001"} 1.0
        vllm:time_to_first_token_seconds_bucket{model_name="m",engine="0",le="+Inf"} 3.0
        vllm:time_to_first_token_seconds_count{model_name="m",engine="0"} 3.0
        vllm:time_to_first_token_seconds_sum{model_name="m",engine="0"} 0.75
        vllm:time_to_first_token_seconds_created{model_name="m",engine="0"} 1.6999e+09
        """);
    RowBatch batch = rows.finish();

    assertThat(readings(batch))
        .containsExactly(
            Map.entry("m 0 TIME_TO_FIRST_TOKEN", "0.75 of 3 [0.001,0.005,\"+Inf\"][1,2,3]"));
    assertThat(text(batch, 0, "part")).isEmpty();
    assertThat(text(batch, 0, "server")).isEqualTo("llm-0:8000");
    assertThat(batch.longAt(Tables.SERVING.column("start_ms"), 0)).isEqualTo(1_699_900_000_000L);
    assertThat(rows.kept()).isEqualTo(6);
  }

  @Test
  void microsecondsBecomeSecondsEdgesToo() {
    Exposition.add(
        rows,
        SERVER,
        """
        :tensorflow:serving:request_latency_bucket{model_name="r",API="predict",entrypoint="GRPC",le="18"} 4
        :tensorflow:serving:request_latency_bucket{model_name="r",API="predict",entrypoint="GRPC",le="+Inf"} 5
        :tensorflow:serving:request_latency_sum{model_name="r",API="predict",entrypoint="GRPC"} 2500000
        :tensorflow:serving:request_latency_count{model_name="r",API="predict",entrypoint="GRPC"} 5
        """);

    assertThat(readings(rows.finish()))
        .containsExactly(
            Map.entry("r REQUEST_TIME predict GRPC", "2.5 of 5 [1.8E-5,\"+Inf\"][4,5]"));
  }

  @Test
  void ofTwoNamesForOneThingTheNewerCounts() {
    Exposition.add(
        rows,
        SERVER,
        """
        vllm:gpu_cache_usage_perc{model_name="m"} 0.4
        vllm:kv_cache_usage_perc{model_name="m"} 0.5
        vllm:time_per_output_token_seconds_count{model_name="m"} 7
        vllm:inter_token_latency_seconds_count{model_name="m"} 8
        """);

    assertThat(readings(rows.finish()))
        .containsExactly(
            Map.entry("m KV_CACHE_USAGE_RATIO", "0.5"),
            Map.entry("m TIME_PER_OUTPUT_TOKEN", " of 8"));
    assertThat(rows.kept()).isEqualTo(2);
    assertThat(rows.aliases()).isEqualTo(2);
  }

  @Test
  void theSumOfLengthsIsTheCounterOfTokens() {
    Exposition.add(
        rows,
        SERVER,
        """
        tgi_request_generated_tokens_bucket{le="16"} 3
        tgi_request_generated_tokens_bucket{le="+Inf"} 4
        tgi_request_generated_tokens_sum 70
        tgi_request_generated_tokens_count 4
        """);

    assertThat(readings(rows.finish()))
        .containsExactly(
            Map.entry("OUTPUT_LENGTH", "70 of 4 [16,\"+Inf\"][3,4]"),
            Map.entry("OUTPUT_TOKENS", "70"));
    assertThat(rows.kept()).isEqualTo(4);
  }

  @Test
  void wholeHistogramsAreTheSameAsTheirBuckets() {
    ServingSeries series = series("tgi_request_generated_tokens", SERVER);
    rows.add(series, TIME, 5, new WholeHistogram(new double[] {16}, new long[] {3}, 70, 4));

    RowBatch batch = rows.finish();
    assertThat(readings(batch))
        .containsExactly(
            Map.entry("OUTPUT_LENGTH", "70 of 4 [16,\"+Inf\"][3,4]"),
            Map.entry("OUTPUT_TOKENS", "70"));
    assertThat(batch.longAt(Tables.SERVING.column("start_ms"), 0)).isEqualTo(5);
  }

  @Test
  void partsOfAHistogramAreRowsThatUnite() {
    String first =
        """
        sglang:e2e_request_latency_seconds_bucket{le="0.5"} 1
        sglang:e2e_request_latency_seconds_bucket{le="1.0"} 2
        """;
    String second =
        """
        sglang:e2e_request_latency_seconds_bucket{le="+Inf"} 3
        sglang:e2e_request_latency_seconds_sum 4
        sglang:e2e_request_latency_seconds_count 3
        """;
    RowBatch one = split(first);
    RowBatch two = split(second);

    assertThat(text(one, 0, "part")).isNotEmpty().isNotEqualTo(text(two, 0, "part"));
    assertThat(text(split(first), 0, "part")).isEqualTo(text(one, 0, "part"));
    Buckets united = buckets(one).with(buckets(two));
    assertThat(united).isEqualTo(buckets(split(first + second)));
    assertThat(Exposition.number(one, 0, "observations")).isNaN();
    assertThat(Exposition.number(two, 0, "observations")).isEqualTo(3);
  }

  private static RowBatch split(String lines) {
    ServingRows rows = ServingRows.split("test");
    Exposition.add(rows, SERVER, lines);
    return rows.finish();
  }

  private static Buckets buckets(RowBatch batch) {
    return Buckets.read(text(batch, 0, "bounds"), text(batch, 0, "counts"));
  }

  @Test
  void whatIsNoGoodReadingIsCountedAndHarmsNoOther() {
    Exposition.add(
        rows,
        SERVER,
        """
        vllm:num_requests_running{model_name="m"} NaN
        vllm:num_requests_waiting{model_name="m"} -1
        vllm:kv_cache_usage_perc{model_name="m"} 55
        vllm:e2e_request_latency_seconds{model_name="m"} 1
        vllm:e2e_request_latency_seconds_bucket{model_name="m",le="fast"} 1
        vllm:e2e_request_latency_seconds_bucket{model_name="m",le="1"} 1.5
        vllm:request_queue_time_seconds_bucket{model_name="m",le="1"} 3
        vllm:request_queue_time_seconds_bucket{model_name="m",le="2"} 2
        vllm:prompt_tokens_total{model_name="m"} 9
        vllm:prompt_tokens_total{model_name="m"} 10
        """);
    rows.add(
        series("vllm:num_requests_running", SERVER),
        TIME,
        Double.longBitsToDouble(ServingRows.STALE_BITS));

    assertThat(readings(rows.finish())).containsExactly(Map.entry("m INPUT_TOKENS", "9"));
    assertThat(rows.rejected(ServingReject.NOT_FINITE)).isEqualTo(1);
    assertThat(rows.rejected(ServingReject.OUT_OF_RANGE)).isEqualTo(2);
    assertThat(rows.rejected(ServingReject.WRONG_KIND)).isEqualTo(1);
    assertThat(rows.rejected(ServingReject.BAD_EDGE)).isEqualTo(1);
    assertThat(rows.rejected(ServingReject.NOT_A_COUNT)).isEqualTo(1);
    assertThat(rows.rejected(ServingReject.COUNTS_FALL)).isEqualTo(2);
    assertThat(rows.duplicates()).isEqualTo(1);
    assertThat(rows.stale()).isEqualTo(1);
    assertThat(rows.kept()).isEqualTo(1);
  }

  @Test
  void bucketsAndRowsAreBounded() {
    Map<String, String> edge = new java.util.HashMap<>(SERVER);
    for (int i = 0; i < ServingRows.MAX_BUCKETS + 3; i++) {
      edge.put("le", Integer.toString(i));
      rows.add(series("vllm:request_prompt_tokens_bucket", edge), TIME, 1);
    }
    ServingSeries running = series("vllm:num_requests_running", SERVER);
    for (int i = 0; i < ServingRows.MAX_ROWS + 1; i++) {
      rows.add(running, TIME + i, 1);
    }

    assertThat(rows.finish().rows()).isEqualTo(ServingRows.MAX_ROWS);
    assertThat(rows.rejected(ServingReject.TOO_MANY_BUCKETS)).isEqualTo(3);
    assertThat(rows.rejected(ServingReject.TOO_MANY_ROWS)).isEqualTo(2);
  }

  @Test
  void addressesAreThoseOfACluster() {
    Map<String, String> one = Map.of("instance", "10.0.0.1:8000", "cluster", "c1");
    Map<String, String> other = Map.of("instance", "10.0.0.1:8000", "cluster", "c2");
    rows.add(series("vllm:num_requests_running", one), TIME, 1);
    rows.add(series("vllm:num_requests_running", other), TIME, 2);

    assertThat(rows.finish().rows()).isEqualTo(2);
    assertThat(rows.duplicates()).isZero();
  }

  @Test
  void commonNamesCountOnlyWhereTheTargetSaysSo() {
    assertThat(any("num_requests_running", SERVER)).isNull();
    assertThat(any("num_requests_running", Map.of("system", "NIM"))).isNotNull();
    assertThat(any("num_requests_running", Map.of("job", "llama-nim"))).isNotNull();
    assertThat(any("num_requests_running", Map.of("job", "animals"))).isNull();
    assertThat(any("num_requests_running", Map.of("__metrics_path__", "/v1/metrics"))).isNotNull();
    assertThat(any("num_requests_running", Map.of("job", "nim", "system", "home-made"))).isNull();
  }

  @Test
  void placesAreFoundInTheirSpellings() {
    rows.add(
        series(
            "vllm:num_requests_running",
            Map.of(
                "instance", "10.0.0.1:8000",
                "exported_pod", "llama-5d9f7c6b84-x7k2q",
                "pod", "otel-collector-1",
                "exported_namespace", "chat",
                "node", "n1",
                "cluster", "c",
                "__target__", "http://10.0.0.1:8000/metrics")),
        TIME,
        1);
    RowBatch batch = rows.finish();

    assertThat(text(batch, 0, "pod")).isEqualTo("llama-5d9f7c6b84-x7k2q");
    assertThat(text(batch, 0, "workload")).isEqualTo("llama");
    assertThat(text(batch, 0, "namespace")).isEqualTo("chat");
    assertThat(text(batch, 0, "node")).isEqualTo("n1");
    assertThat(text(batch, 0, "cluster")).isEqualTo("c");
    assertThat(text(batch, 0, "target")).isEqualTo("http://10.0.0.1:8000/metrics");
    assertThat(text(batch, 0, "system")).isEqualTo("vllm");
  }

  /** Behind a Prometheus that renames what a page says of itself. */
  @Test
  void aServerThatIsScrapedAndForwardedIsOne() {
    RowBatch batch =
        rowsOf(
            Map.of("instance", "10.1.0.4:8000", "job", "vllm"),
            Map.of(
                "instance", "prometheus:9090",
                "job", "federate",
                "exported_instance", "10.1.0.4:8000",
                "exported_job", "vllm",
                "otel_scope_name", "prometheusreceiver"));

    assertThat(text(batch, 0, "server")).isEqualTo("10.1.0.4:8000");
    assertThat(text(batch, 0, "detail")).isEmpty();
    assertThat(batch.rows()).isEqualTo(1);
    assertThat(rows.duplicates()).isEqualTo(1);
  }

  /** Each pod's own agent reads it as localhost. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost:8000", "127.0.0.1:8000", "0.0.0.0:8000", "[::1]:8000"})
  void whatEachMachineCallsItselfTellsNoServersApart(String local) {
    RowBatch batch =
        rowsOf(
            Map.of("instance", "10.0.0.1:8889", "exported_instance", local),
            Map.of("instance", "10.0.0.2:8889", "exported_instance", local));

    assertThat(text(batch, 0, "server")).isEqualTo("10.0.0.1:8889");
    assertThat(text(batch, 1, "server")).isEqualTo("10.0.0.2:8889");
  }

  private RowBatch rowsOf(Map<String, String> one, Map<String, String> other) {
    rows.add(series("vllm:num_requests_running", one), TIME, 1);
    rows.add(series("vllm:num_requests_running", other), TIME, 1);
    return rows.finish();
  }

  @Test
  void theTableOfNamesHasRoom() {
    assertThat(Names.spellings()).isLessThan(Names.SLOTS / 4);
    for (String name :
        new String[] {
          "ray_vllm_prompt_tokens_total", "gen_ai_server_request_duration_seconds_bucket"
        }) {
      byte[] bytes = ("x" + name + " 1").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(ServingSeries.mapped(bytes, 1, 1 + name.length())).isTrue();
      assertThat(ServingSeries.mapped(bytes, 1, name.length())).isFalse();
    }
  }
}
