package io.burnrate.collector.otlp;

import io.burnrate.store.Column;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;

/** Fills {@link Tables#METRICS} with data points that were found sound. One thread. */
final class MetricTable {
  private static final Column TIME = Tables.METRICS.time();
  private static final Column SERIES = Tables.METRICS.column("series");
  private static final Column TIME_NANOS = Tables.METRICS.column("time_nanos");
  private static final Column NAME = Tables.METRICS.column("name");
  private static final Column KIND = Tables.METRICS.column("kind");
  private static final Column UNIT = Tables.METRICS.column("unit");
  private static final Column TEMPORALITY = Tables.METRICS.column("temporality");
  private static final Column SERVICE = Tables.METRICS.column("service");
  private static final Column SCOPE = Tables.METRICS.column("scope");
  private static final Column ATTRIBUTES = Tables.METRICS.column("attributes");
  private static final Column RESOURCE = Tables.METRICS.column("resource");
  private static final Column SCOPE_ATTRIBUTES = Tables.METRICS.column("scope_attributes");
  private static final Column BUCKETS = Tables.METRICS.column("buckets");
  private static final Column EXEMPLARS = Tables.METRICS.column("exemplars");
  private static final Column VALUE = Tables.METRICS.column("value");
  private static final Column SUM = Tables.METRICS.column("sum");
  private static final Column MIN = Tables.METRICS.column("min");
  private static final Column MAX = Tables.METRICS.column("max");
  private static final Column COUNT = Tables.METRICS.column("count");
  private static final Column START_NANOS = Tables.METRICS.column("start_nanos");
  private static final Column MONOTONIC = Tables.METRICS.column("monotonic");
  private static final Column FLAGS = Tables.METRICS.column("flags");

  private final Arrival arrival;
  private final TableRows rows;
  private final PointJson json;
  private final Identity identity = new Identity();
  private Origin origin = new Origin(Origin.UNKNOWN, "{}");
  private byte[] originDigest = {};
  private ScopeText scope = ScopeText.NONE;
  private byte[] scopeDigest = {};
  private MetricHead head = MetricHead.NONE;
  private byte[] headDigest = {};
  private String series = "";

  MetricTable(Arrival arrival) {
    this.arrival = arrival;
    this.rows = new TableRows(Tables.METRICS, arrival.appender());
    this.json = new PointJson(arrival);
  }

  void resource(Resource resource, Origin told) {
    origin = told;
    originDigest = identity.begin().add(resource.getAttributesList()).digest();
  }

  void scope(InstrumentationScope told) {
    scope = ScopeText.of(told, arrival);
    scopeDigest = ScopeText.digest(told, originDigest, identity);
  }

  void metric(MetricHead told) {
    head = told;
    headDigest =
        identity
            .begin()
            .add(scopeDigest)
            .add(head.name())
            .add(head.unit())
            .add(head.kind().key())
            .add(head.temporalityKey())
            .add(head.monotonic() ? 1L : 0L)
            .digest();
  }

  /** The identity of the series of the point that comes next; to be asked before it is added. */
  String series(PointHead point) {
    series = identity.begin().add(headDigest).add(point.attributes()).text();
    return series;
  }

  void add(PointHead point, NumberDataPoint data) {
    begin(point);
    if (head.kind() == MetricHead.Kind.SUM) {
      rows.set(MONOTONIC, head.monotonic() ? 1L : 0L);
    }
    if (!point.noValue()) {
      rows.set(VALUE, value(data));
    }
  }

  void add(PointHead point, HistogramDataPoint data) {
    begin(point);
    if (!point.noValue()) {
      rows.set(COUNT, data.getCount());
      rows.set(SUM, data.hasSum() ? data.getSum() : Double.NaN);
      rows.set(MIN, data.hasMin() ? data.getMin() : Double.NaN);
      rows.set(MAX, data.hasMax() ? data.getMax() : Double.NaN);
      rows.set(BUCKETS, json.buckets(data));
    }
  }

  void add(PointHead point, ExponentialHistogramDataPoint data) {
    begin(point);
    if (!point.noValue()) {
      rows.set(COUNT, data.getCount());
      rows.set(SUM, data.hasSum() ? data.getSum() : Double.NaN);
      rows.set(MIN, data.hasMin() ? data.getMin() : Double.NaN);
      rows.set(MAX, data.hasMax() ? data.getMax() : Double.NaN);
      rows.set(BUCKETS, json.buckets(data));
    }
  }

  void add(PointHead point, SummaryDataPoint data) {
    begin(point);
    if (!point.noValue()) {
      rows.set(COUNT, data.getCount());
      rows.set(SUM, data.getSum());
      rows.set(BUCKETS, json.buckets(data));
    }
  }

  void finish() {
    rows.finish();
  }

  /** A point's number; whole ones beyond 2^53 lose their last digits. */
  static double value(NumberDataPoint data) {
    return switch (data.getValueCase()) {
      case AS_DOUBLE -> data.getAsDouble();
      case AS_INT -> data.getAsInt();
      case VALUE_NOT_SET -> Double.NaN;
    };
  }

  private void begin(PointHead point) {
    if (point.startNanos() != 0 && !point.started()) {
      arrival.tally().drop(Drop.START);
    }
    rows.next();
    rows.set(TIME, point.timeMillis());
    rows.set(TIME_NANOS, point.timeNanos());
    rows.set(SERIES, series);
    rows.set(START_NANOS, point.started() ? point.startNanos() : 0);
    rows.set(FLAGS, Integer.toUnsignedLong(point.flags()));
    rows.set(NAME, head.name());
    rows.set(KIND, head.kind().key());
    rows.set(UNIT, head.unit());
    rows.set(TEMPORALITY, head.temporalityKey());
    rows.set(SERVICE, origin.service());
    rows.set(RESOURCE, origin.resourceJson());
    rows.set(SCOPE, scope.name());
    rows.set(SCOPE_ATTRIBUTES, scope.attributesJson());
    rows.set(ATTRIBUTES, arrival.attributes().of(point.attributes()));
    rows.set(EXEMPLARS, json.exemplars(point.exemplars()));
  }
}
