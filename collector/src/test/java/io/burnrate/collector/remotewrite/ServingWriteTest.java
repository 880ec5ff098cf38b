package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.KeptRows;
import io.burnrate.collector.scrape.PageParser;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.store.Buckets;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServingWriteTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final long T = NOW.toEpochMilli();
  private static final Pattern LINE = Pattern.compile("([^{ ]+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([^=,]+)=\"([^\"]*)\"");

  private static final List<String> PAGE =
      List.of(
          "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 12.0",
          "vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"m\"} 0.625",
          "vllm:prompt_tokens_total{engine=\"0\",model_name=\"m\"} 1.5e+06",
          "vllm:request_success_total{engine=\"0\",finished_reason=\"stop\",model_name=\"m\"} 50.0",
          "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"0.001\",model_name=\"m\"} 1.0",
          "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"2.5\",model_name=\"m\"} 5.0",
          "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"+Inf\",model_name=\"m\"} 6.0",
          "vllm:time_to_first_token_seconds_count{engine=\"0\",model_name=\"m\"} 6.0",
          "vllm:time_to_first_token_seconds_sum{engine=\"0\",model_name=\"m\"} 7.25",
          "vllm:cache_config_info{block_size=\"16\"} 1.0",
          "nv_inference_queue_duration_us{model=\"b\",version=\"1\"} 500000");

  private final KeptRows kept = new KeptRows();
  private RunningWrites running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningWrites(kept, InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static byte[] request(Dialect dialect, List<String> lines) {
    Writes writes = new Writes(dialect);
    for (String line : lines) {
      Matcher parts = LINE.matcher(line);
      assertThat(parts.matches()).isTrue();
      List<String> labels = new ArrayList<>();
      labels.addAll(List.of("__name__", parts.group(1), "cluster", "lab"));
      labels.addAll(List.of("instance", "10.0.0.4:8000", "job", "llm", "pool", "h100"));
      LABEL
          .matcher(parts.group(2))
          .results()
          .forEach(each -> labels.addAll(List.of(each.group(1), each.group(2))));
      writes.add(Double.parseDouble(parts.group(3)), T, labels.toArray(String[]::new));
    }
    return writes.bytes();
  }

  private static RowBatch scraped() {
    byte[] text = (String.join("\n", PAGE) + "\n").getBytes(StandardCharsets.UTF_8);
    URI url = URI.create("http://10.0.0.4:8000/metrics");
    ScrapeTarget target = new ScrapeTarget(url, Map.of("cluster", "lab", "pool", "h100"));
    return new PageParser(target, 15_000).parse(text, text.length, T).serving();
  }

  /** Rows as texts by what they are of, without what tells the ways in apart. */
  private static Map<String, Map<String, Object>> readings(List<Map<String, Object>> rows) {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> reading = new TreeMap<>(row);
      reading.keySet().removeAll(Set.of("part", "target", "scrape_interval_millis"));
      all.put(row.get("model") + " " + row.get("metric") + " " + row.get("detail"), reading);
    }
    assertThat(all).hasSameSizeAs(rows);
    return all;
  }

  private static List<Map<String, Object>> rows(RowBatch batch) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      Map<String, Object> values = new TreeMap<>();
      for (Column column : batch.table().columns()) {
        values.put(
            column.name(),
            switch (column.type()) {
              case LONG -> batch.longAt(column, row);
              case DOUBLE -> batch.doubleAt(column, row);
              case STRING -> batch.stringAt(column, row);
            });
      }
      rows.add(values);
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aForwardedPageSaysWhatTheScrapedOneSays(Dialect dialect) throws Exception {
    assertThat(running.post(dialect, request(dialect, PAGE)).statusCode()).isEqualTo(204);

    assertThat(readings(kept.rows())).hasSize(6).isEqualTo(readings(rows(scraped())));
    assertThat(running.samples("kept")).isEqualTo(10);
    assertThat(running.samples("unmapped")).isEqualTo(1);
    assertThat(running.registry.get("burnrate.remotewrite.rows").counter().count()).isEqualTo(6);
  }

  /** Prometheus does not say which labels are the target's: the usual ones are known. */
  @Test
  void seriesAreToldApartByTheirOwnLabelsAndNotByTheUsualOnesOfTargets() throws Exception {
    String common = "pod_template_hash=\"7d4\",prometheus_replica=\"a\",service=\"llm\",";
    running.post(
        Dialect.V1,
        request(
            Dialect.V1,
            List.of(
                "sglang:prompt_tokens_total{" + common + "is_streaming=\"true\"} 1000",
                "sglang:prompt_tokens_total{" + common + "is_streaming=\"false\"} 50000")));

    assertThat(kept.rows())
        .extracting(row -> String.valueOf(row.get("detail")))
        .containsExactlyInAnyOrder("is_streaming=true", "is_streaming=false");
  }

  @Test
  void aHistogramThatIsCutInTwoIsUnited() throws Exception {
    running.post(Dialect.V1, request(Dialect.V1, PAGE.subList(4, 6)));
    running.post(Dialect.V1, request(Dialect.V1, PAGE.subList(6, 9)));
    running.post(Dialect.V1, request(Dialect.V1, PAGE.subList(6, 9)));

    List<Map<String, Object>> parts = kept.rows();
    assertThat(parts.get(0).get("part")).isNotEqualTo(parts.get(1).get("part"));
    // The same once more is the same row, of which a store keeps one.
    assertThat(parts).hasSize(3);
    assertThat(parts.get(2)).isEqualTo(parts.get(1));
    assertThat(buckets(parts.get(0)).with(buckets(parts.get(1))).toString())
        .isEqualTo("[0.001,2.5,\"+Inf\"][1,5,6]");
    assertThat(parts.get(0)).containsEntry("value", Double.NaN);
    assertThat(parts.get(1)).containsEntry("value", 7.25).containsEntry("observations", 6.0);
  }

  private static Buckets buckets(Map<String, Object> row) {
    return Buckets.read(String.valueOf(row.get("bounds")), String.valueOf(row.get("counts")));
  }

  @Test
  void badReadingsAreCountedByWhatBecomesOfThem() throws Exception {
    Writes writes = new Writes(Dialect.V2);
    writes.add(Writes.stale(T), "__name__", "vllm:num_requests_running");
    writes.add(Double.NaN, T, "__name__", "vllm:num_requests_running");
    writes.add(1.5, T, "__name__", "vllm:e2e_request_latency_seconds_bucket", "le", "1");
    writes.add(1, T, "__name__", "num_requests_running", "job", "web");
    writes.add(3, T, "__name__", "num_requests_running", "job", "nim");

    assertThat(running.post(Dialect.V2, writes.bytes()).statusCode()).isEqualTo(204);
    assertThat(kept.only()).containsEntry("system", "nim").containsEntry("value", 3.0);
    assertThat(running.samples("stale")).isEqualTo(1);
    assertThat(running.samples("notFinite")).isEqualTo(1);
    assertThat(running.samples("notAHistogram")).isEqualTo(1);
    assertThat(running.samples("unmapped")).isEqualTo(1);
  }
}
