package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.TIME;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Kept;
import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.serving.ServingRows;
import io.burnrate.store.RowBatch;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFormatsTest {
  private static ParsedPage parse(PageFormat format, String page) {
    return parse(Pages.parser(), format, page.getBytes(StandardCharsets.UTF_8));
  }

  private static ParsedPage parse(PageParser parser, PageFormat format, byte[] page) {
    ParsedPage parsed = parser.parse(format, page, page.length, TIME);
    assertThat(Pages.sum(parsed.counts())).isEqualTo(parsed.counts().lines);
    return parsed;
  }

  private static List<Map<String, Object>> rows(RowBatch batch) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      rows.add(Pages.row(batch, row));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|TEXT",
        "text/plain; charset=utf-8|TEXT",
        "text/plain; version=0.0.4|TEXT",
        "text/plain; version=1.0.0; escaping=allow-utf-8|TEXT",
        "application/openmetrics-text; version=1.0.0; charset=utf-8|OPEN_METRICS",
        "Application/OpenMetrics-Text;version=0.0.1|OPEN_METRICS",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            + "encoding=delimited|PROTOBUF",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text|",
        "application/vnd.google.protobuf|",
        "text/html|",
        "application/json; charset=utf-8|"
      })
  void theAnswersTypeSaysHowToReadIt(String type, PageFormat format) {
    assertThat(PageFormat.of(type)).isEqualTo(format);
  }

  @Test
  void openMetricsHasSecondsExemplarsAndAnEnd() {
    ParsedPage page =
        parse(
            PageFormat.OPEN_METRICS,
            """
            # TYPE vllm:generation_tokens counter
            # UNIT vllm:generation_tokens tokens
            # HELP vllm:generation_tokens Tokens.
            vllm:generation_tokens_total{model_name="m"} 17.0 1699999990.5 # {trace_id="KOO5S4vxi0o"} 0.67
            vllm:generation_tokens_created{model_name="m"} 1520430000.123
            # TYPE vllm:time_to_first_token_seconds histogram
            vllm:time_to_first_token_seconds_bucket{model_name="m",le="0.01"} 0
            vllm:time_to_first_token_seconds_bucket{model_name="m",le="0.1"} 8 # {} 0.054
            vllm:time_to_first_token_seconds_bucket{model_name="m",le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
            vllm:time_to_first_token_seconds_bucket{model_name="m",le="+Inf"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
            vllm:time_to_first_token_seconds_count{model_name="m"} 17
            vllm:time_to_first_token_seconds_sum{model_name="m"} 324789.3
            foo_info{entity="controller",name="pretty name"} 1.0
            # EOF
            """);

    assertThat(page.whole()).isTrue();
    assertThat(rows(page.serving()))
        .satisfiesExactly(
            row ->
                assertThat(row)
                    .containsEntry("value", 17.0)
                    .containsEntry("time_ms", 1699999990500L),
            row ->
                assertThat(row)
                    .containsEntry("bounds", "[0.01,0.1,1,\"+Inf\"]")
                    .containsEntry("counts", "[0,8,11,17]")
                    .containsEntry("value", 324789.3)
                    .containsEntry("time_ms", TIME));
    assertThat(page.counts().samples).isEqualTo(7);
    assertThat(page.counts().unmappedLines).isEqualTo(2);
  }

  @Test
  void withoutItsEndAPageIsCutAndNothingComesBehindIt() {
    String sample = "vllm:num_requests_running 1\n";
    assertThat(parse(PageFormat.OPEN_METRICS, sample).whole()).isFalse();
    assertThat(parse(PageFormat.OPEN_METRICS, sample + "# EOF").whole()).isTrue();
    assertThat(parse(PageFormat.TEXT, sample).whole()).isTrue();
    ParsedPage longer = parse(PageFormat.OPEN_METRICS, sample + "# EOF\n" + sample);
    assertThat(longer.counts().rejected(Reject.BEHIND_END)).isEqualTo(1);
    assertThat(longer.counts().samples).isEqualTo(1);
  }

  @Test
  void exemplarsBelongToOpenMetricsOnlyAndHaveAForm() {
    String good = "vllm:prompt_tokens_total 1 # {a=\"b\"} 1\n";
    assertThat(parse(PageFormat.TEXT, good).counts().rejected(Reject.BAD_LINE)).isEqualTo(1);
    for (String bad :
        new String[] {"# {a=\"b\"}", "# {a=b} 1", "# 1", "# {} x", "# {} 1 x", "# {} 1 1 1"}) {
      String page = "vllm:prompt_tokens_total 1 " + bad + "\n# EOF\n";
      assertThat(parse(PageFormat.OPEN_METRICS, page).counts().rejected(Reject.BAD_LINE))
          .as(bad)
          .isEqualTo(1);
    }
  }

  @Test
  void namesMayBeQuoted() {
    ParsedPage page =
        parse(
            PageFormat.TEXT,
            """
            {"gen_ai.server.request.duration_bucket","gen_ai.operation.name"="chat",le="0.5"} 3
            {"gen_ai.server.request.duration_bucket", "gen_ai.operation.name"="chat", le="+Inf", } 4
            {"some.other","a"="b"} 1
            {"DCGM_FI_DEV_GPU_TEMP",UUID="GPU-q",gpu="0"} 41
            {a="b"} 1
            DCGM_FI_DEV_GPU_TEMP{"DCGM_FI_DEV_GPU_TEMP",UUID="GPU-r"} 41
            {"x","y"} 1
            """);

    assertThat(rows(page.serving()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("metric", "REQUEST_TIME")
                    .containsEntry("detail", "chat")
                    .containsEntry("bounds", "[0.5,\"+Inf\"]")
                    .containsEntry("counts", "[3,4]"));
    assertThat(Pages.reading(page, 0, io.burnrate.store.GpuMetric.GPU_TEMPERATURE_CELSIUS))
        .isEqualTo(41);
    assertThat(page.rows().rows()).isEqualTo(1);
    assertThat(page.counts().unmappedLines).isEqualTo(1);
    assertThat(page.counts().rejected(Reject.BAD_LINE)).isEqualTo(3);
  }

  @Test
  void timesOnAPageAreTakenUnlessTheJobSaysOtherwise() {
    long old = TIME - 40_000;
    String text =
        line("DCGM_FI_DEV_GPU_TEMP", "GPU-1", "", "41 " + (old - 5))
            + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", "9 " + old)
            + line("DCGM_FI_DEV_SM_CLOCK", "GPU-2", "", 9)
            + "vllm:num_requests_running 1 "
            + old
            + "\n"
            + "vllm:num_requests_waiting 1 -5\n"
            + "vllm:num_requests_waiting 1 "
            + (TIME + 86_400_000)
            + "\n"
            + "vllm:num_requests_waiting 1 soon\n";
    byte[] page = text.getBytes(StandardCharsets.UTF_8);

    ParsedPage honored = parse(Pages.parser(), PageFormat.TEXT, page);
    assertThat(honored.rows().timeMillisAt(0)).isEqualTo(old);
    assertThat(honored.rows().timeMillisAt(1)).isEqualTo(TIME);
    assertThat(honored.serving().timeMillisAt(0)).isEqualTo(old);
    assertThat(honored.counts().rejected(Reject.TIME)).isEqualTo(2);
    assertThat(honored.counts().rejected(Reject.BAD_LINE)).isEqualTo(1);

    PageParser ours =
        new PageParser(
            TargetNames.of(Pages.TARGET),
            SeriesRules.of(Pages.TARGET.labels()),
            15_000,
            false,
            Kept.FOREVER,
            null);
    ParsedPage ignored = parse(ours, PageFormat.TEXT, page);
    assertThat(ignored.rows().timeMillisAt(0)).isEqualTo(TIME);
    assertThat(ignored.serving().timeMillisAt(0)).isEqualTo(TIME);
    assertThat(ignored.counts().duplicateLines).isEqualTo(1);
  }

  @Test
  void aTimeOnAPageThatIsTooOldToKeepIsRefused() {
    Duration hour = Duration.ofHours(1);
    PageParser parser =
        new PageParser(
            TargetNames.of(Pages.TARGET),
            SeriesRules.of(Pages.TARGET.labels()),
            15_000,
            true,
            new Kept(Map.of("gpu_samples", hour, "serving", hour)),
            null);
    long edge = TIME - hour.toMillis();
    String text =
        line("DCGM_FI_DEV_GPU_TEMP", "GPU-1", "", "41 " + (edge - 1))
            + line("DCGM_FI_DEV_GPU_TEMP", "GPU-2", "", "42 " + edge);

    ParsedPage page = parse(parser, PageFormat.TEXT, text.getBytes(StandardCharsets.UTF_8));
    assertThat(page.rows().rows()).isEqualTo(1);
    assertThat(page.rows().timeMillisAt(0)).isEqualTo(edge);
    assertThat(page.counts().rejected(Reject.TIME)).isEqualTo(1);
  }

  @Test
  void anExporterAndAModelServerMayShareAPage() {
    PageParser parser = Pages.parser();
    for (int i = 0; i < 3; i++) {
      String gpu = line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 1980 + i);
      String running = "vllm:num_requests_running{model_name=\"m\"} " + i + ".0\n";
      String waiting = "vllm:num_requests_waiting{model_name=\"m\"} 2.0\n";
      String other =
          "python_gc_objects_collected_total{generation=\"0\"} 1\nnum_requests_running 1\n";
      // The lines change places, and one of them comes and goes.
      String text = i == 1 ? other + waiting + running + gpu : running + gpu + other;
      ParsedPage page = parse(parser, PageFormat.TEXT, text.getBytes(StandardCharsets.UTF_8));

      assertThat(page.rows().rows()).isEqualTo(1);
      assertThat(rows(page.serving()))
          .hasSize(i == 1 ? 2 : 1)
          .anySatisfy(
              row ->
                  assertThat(row)
                      .containsEntry("metric", "REQUESTS_RUNNING")
                      .containsEntry("server", "10.0.0.7:9400"));
      assertThat(page.serving().doubleAt(page.serving().table().column("value"), i == 1 ? 1 : 0))
          .isEqualTo(i);
      assertThat(page.counts().samples).isEqualTo(i == 1 ? 3 : 2);
      assertThat(page.counts().unmappedLines).isEqualTo(2);
    }
  }

  @Test
  void unsoundServingLinesAreRejectedByReason() {
    ParsedPage page =
        parse(
            PageFormat.TEXT,
            """
            vllm:num_requests_running NaN
            vllm:num_requests_running many
            vllm:kv_cache_usage_perc 7
            vllm:num_requests_waiting 2
            """);
    assertThat(page.counts().rejected(Reject.NOT_FINITE)).isEqualTo(1);
    assertThat(page.counts().rejected(Reject.NOT_A_NUMBER)).isEqualTo(1);
    assertThat(page.counts().rejected(ServingReject.OUT_OF_RANGE)).isEqualTo(1);
    assertThat(page.counts().rejectedLines()).isEqualTo(3);
    assertThat(page.serving().rows()).isEqualTo(1);
  }

  @Test
  void aServersLinesAreRememberedWithinBounds() {
    PageParser parser = Pages.parser();
    StringBuilder page = new StringBuilder();
    int lines = Verdicts.MAX_SERIES + 100;
    for (int i = 0; i < lines; i++) {
      page.append("num_requests_running{model_name=\"").append(i).append("\"} 1\n");
    }
    parse(parser, PageFormat.TEXT, page.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(parser.template().verdicts().size()).isLessThanOrEqualTo(Verdicts.MAX_SERIES);
    ParsedPage next =
        parse(
            parser,
            PageFormat.TEXT,
            "vllm:num_requests_running 1\n".getBytes(StandardCharsets.UTF_8));
    parse(
        parser, PageFormat.TEXT, "vllm:num_requests_running 1\n".getBytes(StandardCharsets.UTF_8));
    assertThat(next.serving().rows()).isEqualTo(1);
    assertThat(parser.template().verdicts().size()).isEqualTo(1);
  }

  @Test
  void allFormatsOfOneRegistrySayTheSame() throws IOException {
    PrometheusRegistry registry = registry();
    PageParser parser = Pages.parser();
    ParsedPage text =
        parse(parser, PageFormat.TEXT, write(PrometheusTextFormatWriter.create(), registry));
    ParsedPage open =
        parse(
            parser,
            PageFormat.OPEN_METRICS,
            write(new OpenMetricsTextFormatWriter(true, true), registry));
    ParsedPage protobuf =
        parse(parser, PageFormat.PROTOBUF, write(new PrometheusProtobufWriter(), registry));

    assertThat(text.rows().rows()).isEqualTo(1);
    assertThat(text.serving().rows()).isEqualTo(3);
    assertThat(open.whole() && protobuf.whole()).isTrue();
    assertThat(withoutStart(open)).isEqualTo(withoutStart(text));
    assertThat(withoutStart(protobuf)).containsExactlyInAnyOrderElementsOf(withoutStart(text));
    assertThat(rows(protobuf.rows())).isEqualTo(rows(text.rows()));
    // A histogram without classic buckets, and a gauge that is no one's.
    assertThat(protobuf.counts().rejected(Reject.UNSUPPORTED)).isEqualTo(1);
    assertThat(protobuf.counts().unmappedLines).isEqualTo(1);
  }

  private static List<Map<String, Object>> withoutStart(ParsedPage page) {
    List<Map<String, Object>> rows = rows(page.serving());
    rows.forEach(row -> row.remove("start_ms"));
    return rows;
  }

  private static PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    Histogram ttft =
        Histogram.builder()
            .name("vllm:time_to_first_token_seconds")
            .labelNames("model_name")
            .classicUpperBounds(0.001, 0.005, 2.5)
            .register(registry);
    for (double seconds : new double[] {0.0005, 0.004, 0.004, 1, 80}) {
      ttft.labelValues("m").observe(seconds);
    }
    Counter tokens =
        Counter.builder()
            .name("vllm:generation_tokens")
            .labelNames("model_name")
            .register(registry);
    tokens.labelValues("m").inc(12345.5);
    Gauge.builder().name("vllm:kv_cache_usage_perc").register(registry).set(0.25);
    Gauge.builder().name("room_temperature").register(registry).set(21);
    Gauge.builder()
        .name("DCGM_FI_DEV_POWER_USAGE")
        .labelNames("UUID", "gpu", "modelName")
        .register(registry)
        .labelValues("GPU-1", "0", "NVIDIA H100")
        .set(401.5);
    Histogram.builder().name("native").nativeOnly().register(registry).observe(1);
    return registry;
  }

  private static byte[] write(ExpositionFormatWriter writer, PrometheusRegistry registry)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(
        out,
        registry.scrape(
            each -> writer instanceof PrometheusProtobufWriter || !each.equals("native")));
    return out.toByteArray();
  }

  @Test
  void aCutOrDamagedProtobufPageHarmsNothingElse() throws IOException {
    byte[] page = write(new PrometheusProtobufWriter(), registry());
    PageParser parser = Pages.parser();
    for (int length = 0; length < page.length; length++) {
      ParsedPage cut = parse(parser, PageFormat.PROTOBUF, Arrays.copyOf(page, length));
      assertThat(cut.serving().rows()).isLessThanOrEqualTo(3);
    }
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = page.clone();
      for (int j = 0; j <= random.nextInt(4); j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      parse(parser, PageFormat.PROTOBUF, damaged);
    }
  }

  @Test
  void theMarkOfASeriesEndIsNoBadNumber() {
    byte[] name = "vllm:num_requests_running".getBytes(StandardCharsets.UTF_8);
    ByteBuffer page = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    int metric = 2 + 9;
    page.put((byte) (2 + name.length + 2 + 2 + metric));
    page.put((byte) 0x0a).put((byte) name.length).put(name);
    page.put((byte) 0x18).put((byte) 1);
    page.put((byte) 0x22).put((byte) metric).put((byte) 0x12).put((byte) 9);
    page.put((byte) 0x09).putLong(ServingRows.STALE_BITS);
    ParsedPage parsed =
        parse(Pages.parser(), PageFormat.PROTOBUF, Arrays.copyOf(page.array(), page.position()));

    assertThat(parsed.whole()).isTrue();
    assertThat(parsed.counts().staleLines).isEqualTo(1);
    assertThat(parsed.counts().rejectedLines()).isZero();
  }
}
