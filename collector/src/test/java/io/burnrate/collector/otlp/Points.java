package io.burnrate.collector.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;

/** Exports of data points to send. */
final class Points {
  static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  static final AggregationTemporality DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  /** A minute ago, and an hour before that. */
  static final long TIME = Exports.START;

  static final long BEGIN = TIME - 3_600_000_000_000L;

  private Points() {}

  static ExportMetricsServiceRequest of(Metric... metrics) {
    return of(List.of(Exports.text("service.name", "chat")), "my.library", metrics);
  }

  static ExportMetricsServiceRequest of(List<KeyValue> resource, String scope, Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName(scope))
                        .addAllMetrics(List.of(metrics))))
        .build();
  }

  /** What becomes of such an export. */
  static TakenExport taken(Metric... metrics) {
    return TakenExport.of(Signal.METRICS, of(metrics));
  }

  static TakenExport taken(List<KeyValue> resource, String scope, Metric... metrics) {
    return TakenExport.of(Signal.METRICS, of(resource, scope, metrics));
  }

  static Metric gauge(String name, String unit, NumberDataPoint.Builder... points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (NumberDataPoint.Builder point : points) {
      gauge.addDataPoints(point);
    }
    return Metric.newBuilder().setName(name).setUnit(unit).setGauge(gauge).build();
  }

  static Metric sum(
      String name, String unit, AggregationTemporality how, NumberDataPoint.Builder... points) {
    Sum.Builder sum = Sum.newBuilder().setAggregationTemporality(how).setIsMonotonic(true);
    for (NumberDataPoint.Builder point : points) {
      sum.addDataPoints(point.setStartTimeUnixNano(BEGIN));
    }
    return Metric.newBuilder().setName(name).setUnit(unit).setSum(sum).build();
  }

  static Metric histogram(String name, HistogramDataPoint.Builder... points) {
    Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(CUMULATIVE);
    for (HistogramDataPoint.Builder point : points) {
      histogram.addDataPoints(point);
    }
    return Metric.newBuilder().setName(name).setUnit("s").setHistogram(histogram).build();
  }

  /** Two at most 1, one above. */
  static HistogramDataPoint.Builder distribution() {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano(BEGIN)
        .setTimeUnixNano(TIME)
        .setCount(3)
        .setSum(4.5)
        .addExplicitBounds(1)
        .addBucketCounts(2)
        .addBucketCounts(1);
  }

  static NumberDataPoint.Builder point(double value, KeyValue... attributes) {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(TIME)
        .setAsDouble(value)
        .addAllAttributes(List.of(attributes));
  }

  static KeyValue truth(String key, boolean value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setBoolValue(value))
        .build();
  }
}
