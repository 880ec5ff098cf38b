package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricSplitTest {
  /** Writes down the heads of metrics and their points. */
  private static final class Heard implements SignalRows {
    final List<Metric> heads = new ArrayList<>();
    final List<Long> values = new ArrayList<>();
    final List<@Nullable Fault> faults = new ArrayList<>();

    @Override
    public void resource(Resource resource) {}

    @Override
    public void scope(InstrumentationScope scope) {}

    @Override
    public void item(Item item) throws IOException {
      Metric.Builder head = Metric.newBuilder();
      faults.add(item.split(head, this::point));
      heads.add(head.build());
    }

    private void point(Item item) throws IOException {
      NumberDataPoint.Builder point = NumberDataPoint.newBuilder();
      assertThat(item.read(point)).isNull();
      values.add(point.getAsInt());
    }

    @Override
    public void finish() {}
  }

  private static Metric sum(int points) {
    Sum.Builder sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (int i = 0; i < points; i++) {
      sum.addDataPoints(NumberDataPoint.newBuilder().setAsInt(i).setTimeUnixNano(1));
    }
    return Metric.newBuilder().setName("tokens").setUnit("{token}").setSum(sum).build();
  }

  private static byte[] export(Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build()
        .toByteArray();
  }

  @Test
  void aMetricLargerThanAMessageMayBeIsReadPointByPoint() {
    byte[] body = export(sum(100_000), sum(2));
    assertThat(body.length).isGreaterThan(Item.MAX_BYTES);
    Heard heard = new Heard();
    Encoding.PROTOBUF.read(Signal.METRICS, body, heard);
    assertThat(heard.heads).containsExactly(sum(0), sum(0));
    assertThat(heard.values).hasSize(100_002).startsWith(0L, 1L).endsWith(99_999L, 0L, 1L);
    assertThat(heard.faults).containsOnlyNulls();
  }

  @Test
  void inJsonTheNameMayComeAfterThePoints() {
    String points = "{\"asInt\": \"7\"}, {\"asInt\": 8}";
    String sum =
        "{\"dataPoints\": [" + points + "], \"isMonotonic\": true, \"aggregationTemporality\": 2}";
    String metric = "{\"sum\": " + sum + ", \"unit\": \"{token}\", \"name\": \"tokens\"}";
    Heard heard = new Heard();
    Encoding.JSON.read(Signal.METRICS, json("[" + metric + "," + metric + "]"), heard);
    assertThat(heard.heads).containsExactly(sum(0), sum(0));
    assertThat(heard.values).containsExactly(7L, 8L, 7L, 8L);
  }

  @Test
  void bothEncodingsSayTheSame() throws IOException {
    String printed = JsonFormat.printer().print(sum(3));
    Heard heard = new Heard();
    Encoding.JSON.read(Signal.METRICS, json("[" + printed + "]"), heard);
    assertThat(heard.heads).containsExactly(sum(0));
    assertThat(heard.values).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aMetricOfAWrongFormLosesNoNeighbour() {
    Heard heard = new Heard();
    String metrics = "[{\"name\": 1, \"sum\": {\"dataPoints\": [{\"asInt\": 1}]}}, 5, {}]";
    Encoding.JSON.read(Signal.METRICS, json(metrics), heard);
    assertThat(heard.faults).containsExactly(Fault.MALFORMED, Fault.MALFORMED, null);
    assertThat(heard.values).isEmpty();
  }

  private static byte[] json(String metrics) {
    String text = "{\"resourceMetrics\": [{\"scopeMetrics\": [{\"metrics\": " + metrics + "}]}]}";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
