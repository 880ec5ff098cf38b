package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What data points of every type have. */
record PointHead(
    List<KeyValue> attributes,
    long startNanos,
    long timeNanos,
    int flags,
    List<Exemplar> exemplars) {
  static PointHead of(NumberDataPoint point) {
    return new PointHead(
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        point.getExemplarsList());
  }

  static PointHead of(HistogramDataPoint point) {
    return new PointHead(
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        point.getExemplarsList());
  }

  static PointHead of(ExponentialHistogramDataPoint point) {
    return new PointHead(
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        point.getExemplarsList());
  }

  static PointHead of(SummaryDataPoint point) {
    return new PointHead(
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        List.of());
  }

  /** Whether the point marks the end of a series, and has no value. */
  boolean noValue() {
    return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
  }

  long timeMillis() {
    return timeNanos / 1_000_000;
  }

  /** Whether it is told since when the point counts, in a way that can be true. */
  boolean started() {
    return startNanos > 0 && startNanos <= timeNanos;
  }

  /** What is wrong with its time; null for nothing. */
  @Nullable Fault fault(long latestNanos) {
    if (timeNanos == 0) {
      return Fault.NO_TIME;
    }
    // fixed64: what is negative here is beyond the year 2262
    return timeNanos < 0 || timeNanos > latestNanos ? Fault.FUTURE : null;
  }
}
