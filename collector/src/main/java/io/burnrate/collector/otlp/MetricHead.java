package io.burnrate.collector.otlp;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import org.jspecify.annotations.Nullable;

/** What a metric says of all its points. */
record MetricHead(
    String name, String unit, Kind kind, AggregationTemporality temporality, boolean monotonic) {
  static final MetricHead NONE = of(Metric.getDefaultInstance());

  /** Types of data. */
  enum Kind {
    GAUGE("gauge"),
    SUM("sum"),
    HISTOGRAM("histogram"),
    EXPONENTIAL_HISTOGRAM("exponentialHistogram"),
    SUMMARY("summary"),
    /** A type that is newer than this program, or none. */
    UNKNOWN("");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** The column's value. */
    String key() {
      return key;
    }

    /** Whether its points are told by their temporality. */
    boolean temporal() {
      return this == SUM || this == HISTOGRAM || this == EXPONENTIAL_HISTOGRAM;
    }
  }

  static MetricHead of(Metric metric) {
    Kind kind =
        switch (metric.getDataCase()) {
          case GAUGE -> Kind.GAUGE;
          case SUM -> Kind.SUM;
          case HISTOGRAM -> Kind.HISTOGRAM;
          case EXPONENTIAL_HISTOGRAM -> Kind.EXPONENTIAL_HISTOGRAM;
          case SUMMARY -> Kind.SUMMARY;
          case DATA_NOT_SET -> Kind.UNKNOWN;
        };
    AggregationTemporality temporality =
        switch (kind) {
          case SUM -> metric.getSum().getAggregationTemporality();
          case HISTOGRAM -> metric.getHistogram().getAggregationTemporality();
          case EXPONENTIAL_HISTOGRAM ->
              metric.getExponentialHistogram().getAggregationTemporality();
          default -> AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED;
        };
    return new MetricHead(
        Names.of(metric.getName()),
        Names.of(metric.getUnit()),
        kind,
        temporality,
        metric.getSum().getIsMonotonic());
  }

  /** Why none of its points is of use; null when nothing is wrong. */
  @Nullable Fault fault() {
    if (name.isBlank()) {
      return Fault.NO_NAME;
    }
    if (kind == Kind.UNKNOWN) {
      return Fault.NO_DATA;
    }
    return kind.temporal() && temporalityKey().isEmpty() ? Fault.TEMPORALITY : null;
  }

  boolean cumulative() {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  }

  /** The column's value; empty where it has no meaning. */
  String temporalityKey() {
    return switch (temporality) {
      case AGGREGATION_TEMPORALITY_CUMULATIVE -> "cumulative";
      case AGGREGATION_TEMPORALITY_DELTA -> "delta";
      case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  /** Whether a point is a reading of now, or of all time so far, and no difference. */
  boolean absolute() {
    return kind == Kind.GAUGE || (kind == Kind.SUM && cumulative());
  }
}
