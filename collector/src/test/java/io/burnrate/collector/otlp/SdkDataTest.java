package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.OpenStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenTelemetry SDK's own exporters send metrics and logs; the embedded store keeps. */
class SdkDataTest {
  private static final Resource SERVICE =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "chat"));
  private static final AttributeKey<String> COLOUR = AttributeKey.stringKey("colour");
  private static final Instant TIME = RunningReceiver.NOW.minusSeconds(30);

  @TempDir Path folder;

  /** The SDK's clock, for the receiver's is not of today. */
  private static final class Fixed implements Clock {
    @Override
    public long now() {
      return TimeUnit.SECONDS.toNanos(TIME.getEpochSecond());
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPointOfTheSdkIsStored(boolean delta) {
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      assertThat(sendMetrics(running.port, delta)).isTrue();
      Map<String, Integer> rowOf = new HashMap<>();
      ResultTable rows =
          store.rows(
              Tables.METRICS,
              "name",
              "attributes",
              "kind",
              "temporality",
              "value",
              "count",
              "sum",
              "buckets",
              "monotonic",
              "service",
              "scope",
              "series");
      for (int row = 0; row < rows.rows(); row++) {
        rowOf.put(rows.stringAt(row, "name") + rows.stringAt(row, "attributes"), row);
      }
      assertThat(rowOf.keySet())
          .containsExactlyInAnyOrder(
              "requests{\"colour\":\"red\"}",
              "requests{\"colour\":\"blue\"}",
              "latency{}",
              "size{}",
              "level{}");
      int red = rowOf.getOrDefault("requests{\"colour\":\"red\"}", -1);
      assertThat(rows.doubleAt(red, "value")).isEqualTo(4);
      assertThat(rows.longAt(red, "monotonic")).isEqualTo(1);
      assertThat(rows.stringAt(red, "temporality")).isEqualTo(delta ? "delta" : "cumulative");
      assertThat(rows.stringAt(red, "service")).isEqualTo("chat");
      assertThat(rows.stringAt(red, "scope")).isEqualTo("sdk-test");
      int latency = rowOf.getOrDefault("latency{}", -1);
      assertThat(rows.longAt(latency, "count")).isEqualTo(3);
      assertThat(rows.doubleAt(latency, "sum")).isEqualTo(2.625);
      assertThat(rows.stringAt(latency, "buckets"))
          .isEqualTo("{\"explicitBounds\":[0.5,1.0],\"bucketCounts\":[2,0,1]}");
      int size = rowOf.getOrDefault("size{}", -1);
      assertThat(rows.stringAt(size, "kind")).isEqualTo("exponentialHistogram");
      assertThat(rows.longAt(size, "count")).isEqualTo(2);
      assertThat(rows.stringAt(size, "buckets")).contains("\"zeroCount\":1");
      assertThat(rows.doubleAt(rowOf.getOrDefault("level{}", -1), "value")).isEqualTo(0.75);
    }
  }

  private static boolean sendMetrics(int port, boolean delta) {
    OtlpHttpMetricExporter exporter =
        OtlpHttpMetricExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port + "/v1/metrics")
            .setAggregationTemporalitySelector(
                delta
                    ? AggregationTemporalitySelector.deltaPreferred()
                    : AggregationTemporalitySelector.alwaysCumulative())
            .build();
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setClock(new Fixed())
            .setResource(SERVICE)
            .registerView(
                InstrumentSelector.builder().setName("size").build(),
                View.builder()
                    .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                    .build())
            .registerMetricReader(
                PeriodicMetricReader.builder(exporter).setInterval(Duration.ofDays(1)).build())
            .build()) {
      Meter meter = provider.get("sdk-test");
      LongCounter requests = meter.counterBuilder("requests").build();
      requests.add(3, Attributes.of(COLOUR, "red"));
      requests.add(2, Attributes.of(COLOUR, "blue"));
      requests.add(1, Attributes.of(COLOUR, "red"));
      DoubleHistogram latency =
          meter
              .histogramBuilder("latency")
              .setUnit("s")
              .setExplicitBucketBoundariesAdvice(List.of(0.5, 1.0))
              .build();
      for (double seconds : new double[] {0.125, 0.5, 2}) {
        latency.record(seconds);
      }
      DoubleHistogram size = meter.histogramBuilder("size").build();
      size.record(0);
      size.record(3);
      meter.gaugeBuilder("level").buildWithCallback(level -> level.record(0.75));
      return provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess();
    }
  }

  @Test
  void everyLogRecordOfTheSdkIsStored() {
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      assertThat(sendLogs(running.port)).isTrue();
      ResultTable rows =
          store.rows(Tables.LOGS, "time_nanos", "body", "severity", "service", "attributes");
      assertThat(rows.rows()).isEqualTo(20);
      for (int row = 0; row < rows.rows(); row++) {
        assertThat(rows.stringAt(row, "body")).isEqualTo("line " + row);
        assertThat(rows.stringAt(row, "severity")).isEqualTo("WARN2");
        assertThat(rows.stringAt(row, "service")).isEqualTo("chat");
        assertThat(rows.stringAt(row, "attributes")).isEqualTo("{\"colour\":\"red\"}");
      }
    }
  }

  private static boolean sendLogs(int port) {
    OtlpHttpLogRecordExporter exporter =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port + "/v1/logs")
            .setCompression("gzip")
            .build();
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .setClock(new Fixed())
            .setResource(SERVICE)
            .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
            .build()) {
      for (int i = 0; i < 20; i++) {
        provider
            .get("sdk-test")
            .logRecordBuilder()
            .setTimestamp(TIME.plusMillis(i))
            .setSeverity(Severity.WARN2)
            .setBody("line " + i)
            .setAttribute(COLOUR, "red")
            .emit();
      }
      return provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess();
    }
  }

  @Test
  void whatIsSentAgainIsStoredOnceAndReadingsOfGpusReachTheirTable() {
    byte[] body =
        Points.of(
                Points.gauge(
                    "DCGM_FI_DEV_POWER_USAGE",
                    "",
                    Points.point(300, Exports.text("UUID", "GPU-1"))),
                Points.gauge("vllm:num_requests_running", "", Points.point(2)),
                Points.gauge("room.temperature", "Cel", Points.point(21.5)))
            .toByteArray();
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                running
                    .send(
                        running
                            .request("/v1/metrics", RunningReceiver.PROTOBUF)
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)))
                    .statusCode())
            .isEqualTo(200);
      }
      ResultTable gpus = store.rows(Tables.GPU_SAMPLES, "gpu_uuid", "power_watts");
      assertThat(gpus.rows()).isEqualTo(1);
      assertThat(gpus.doubleAt(0, "power_watts")).isEqualTo(300);
      assertThat(store.rows(Tables.SERVING, "metric", "value").rows()).isEqualTo(1);
      ResultTable points = store.rows(Tables.METRICS, "name", "value");
      assertThat(points.rows()).isEqualTo(1);
      assertThat(points.doubleAt(0, "value")).isEqualTo(21.5);
    }
  }

  @Test
  void aPartialSuccessSaysHowManyPointsWereRejectedAndWhy() {
    String body =
        MetricJson.EXAMPLE.replace("\"bucketCounts\": [1,1]", "\"bucketCounts\": [1,1,1]");
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      String answer =
          RunningReceiver.text(
              running.send(
                  running
                      .request("/v1/metrics", RunningReceiver.JSON)
                      .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))));
      assertThat(answer)
          .isEqualTo(
              "{\"partialSuccess\":{\"rejectedDataPoints\":\"1\",\"errorMessage\":\"1 of 4 data"
                  + " points rejected: 1 x bucket_counts: expected one more than explicit_bounds,"
                  + " or none of both\"}}");
      assertThat(running.count("burnrate.otlp.rejected.points", "reason", "buckets")).isEqualTo(1);
    }
  }
}
