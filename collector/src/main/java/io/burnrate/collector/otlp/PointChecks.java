package io.burnrate.collector.otlp;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with a data point; null for nothing. The rules are those of the protocol's
 * own description, where a breach leaves nothing to keep. Unsigned counts that are negative in Java
 * are beyond 2^63.
 */
final class PointChecks {
  /** A histogram with more buckets, or a summary with more quantiles, is rejected. */
  static final int MAX_BUCKETS = 2_048;

  private PointChecks() {}

  static @Nullable Fault fault(MetricHead head, NumberDataPoint point) {
    if (point.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET) {
      return Fault.NO_VALUE;
    }
    if (head.kind() == MetricHead.Kind.SUM) {
      double value = MetricTable.value(point);
      if (!Double.isFinite(value)) {
        return Fault.NOT_A_NUMBER;
      }
      return head.monotonic() && value < 0 ? Fault.NEGATIVE : null;
    }
    return null;
  }

  static @Nullable Fault fault(HistogramDataPoint point) {
    int bounds = point.getExplicitBoundsCount();
    int counts = point.getBucketCountsCount();
    if (counts > MAX_BUCKETS || bounds > MAX_BUCKETS) {
      return Fault.TOO_MANY_BUCKETS;
    }
    if (counts == 0 ? bounds != 0 : counts != bounds + 1) {
      return Fault.BUCKETS;
    }
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < bounds; i++) {
      double bound = point.getExplicitBounds(i);
      if (!Double.isFinite(bound) || bound <= last) {
        return Fault.BOUNDS;
      }
      last = bound;
    }
    if (point.getCount() < 0 || negative(point.getBucketCountsList())) {
      return Fault.NEGATIVE;
    }
    boolean nan =
        Double.isNaN(point.getSum())
            || Double.isNaN(point.getMin())
            || Double.isNaN(point.getMax());
    return nan ? Fault.NOT_A_NUMBER : null;
  }

  static @Nullable Fault fault(ExponentialHistogramDataPoint point) {
    Buckets positive = point.getPositive();
    Buckets negative = point.getNegative();
    if (positive.getBucketCountsCount() + negative.getBucketCountsCount() > MAX_BUCKETS) {
      return Fault.TOO_MANY_BUCKETS;
    }
    if (point.getCount() < 0
        || point.getZeroCount() < 0
        || negative(positive.getBucketCountsList())
        || negative(negative.getBucketCountsList())) {
      return Fault.NEGATIVE;
    }
    boolean nan =
        Double.isNaN(point.getSum())
            || Double.isNaN(point.getMin())
            || Double.isNaN(point.getMax())
            || Double.isNaN(point.getZeroThreshold());
    return nan ? Fault.NOT_A_NUMBER : null;
  }

  static @Nullable Fault fault(SummaryDataPoint point) {
    if (point.getQuantileValuesCount() > MAX_BUCKETS) {
      return Fault.TOO_MANY_BUCKETS;
    }
    if (point.getCount() < 0) {
      return Fault.NEGATIVE;
    }
    for (SummaryDataPoint.ValueAtQuantile each : point.getQuantileValuesList()) {
      // a summary of nothing has quantiles that are no number
      if (!(each.getQuantile() >= 0 && each.getQuantile() <= 1)) {
        return Fault.QUANTILES;
      }
    }
    return Double.isNaN(point.getSum()) ? Fault.NOT_A_NUMBER : null;
  }

  private static boolean negative(List<Long> counts) {
    for (long count : counts) {
      if (count < 0) {
        return true;
      }
    }
    return false;
  }
}
