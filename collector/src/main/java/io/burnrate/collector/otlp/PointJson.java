package io.burnrate.collector.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.HexFormat;
import java.util.List;

/**
 * The distributions and exemplars of data points in JSON, in the protocol's own names. Numbers that
 * JSON does not know are texts. One thread.
 */
final class PointJson {
  /** Of more exemplars of one point the last are left out, and counted. */
  static final int MAX_EXEMPLARS = 16;

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder json = new StringBuilder();
  private final Arrival arrival;

  PointJson(Arrival arrival) {
    this.arrival = arrival;
  }

  String buckets(HistogramDataPoint point) {
    json.setLength(0);
    json.append("{\"explicitBounds\":[");
    for (int i = 0; i < point.getExplicitBoundsCount(); i++) {
      comma(i);
      number(point.getExplicitBounds(i));
    }
    json.append("],");
    counts(point.getBucketCountsList());
    return json.append('}').toString();
  }

  String buckets(ExponentialHistogramDataPoint point) {
    json.setLength(0);
    json.append("{\"scale\":").append(point.getScale());
    json.append(",\"zeroCount\":").append(point.getZeroCount());
    json.append(",\"zeroThreshold\":");
    number(point.getZeroThreshold());
    side("positive", point.getPositive());
    side("negative", point.getNegative());
    return json.append('}').toString();
  }

  String buckets(SummaryDataPoint point) {
    json.setLength(0);
    json.append("{\"quantileValues\":[");
    for (int i = 0; i < point.getQuantileValuesCount(); i++) {
      comma(i);
      json.append("{\"quantile\":");
      number(point.getQuantileValues(i).getQuantile());
      json.append(",\"value\":");
      number(point.getQuantileValues(i).getValue());
      json.append('}');
    }
    return json.append("]}").toString();
  }

  /** An array; empty text for none. */
  String exemplars(List<Exemplar> exemplars) {
    if (exemplars.isEmpty()) {
      return "";
    }
    json.setLength(0);
    json.append('[');
    int kept = Math.min(exemplars.size(), MAX_EXEMPLARS);
    for (int i = 0; i < kept; i++) {
      comma(i);
      exemplar(exemplars.get(i));
    }
    for (int i = kept; i < exemplars.size(); i++) {
      arrival.tally().drop(Drop.EXEMPLAR);
    }
    return json.append(']').toString();
  }

  private void exemplar(Exemplar exemplar) {
    json.append("{\"timeUnixNano\":\"").append(Long.toUnsignedString(exemplar.getTimeUnixNano()));
    json.append("\",\"value\":");
    switch (exemplar.getValueCase()) {
      case AS_DOUBLE -> number(exemplar.getAsDouble());
      case AS_INT -> json.append(exemplar.getAsInt());
      case VALUE_NOT_SET -> json.append("null");
    }
    id("traceId", exemplar.getTraceId());
    id("spanId", exemplar.getSpanId());
    if (exemplar.getFilteredAttributesCount() > 0) {
      json.append(",\"filteredAttributes\":");
      json.append(arrival.attributes().of(exemplar.getFilteredAttributesList()));
    }
    json.append('}');
  }

  private void side(String name, ExponentialHistogramDataPoint.Buckets buckets) {
    json.append(",\"").append(name).append("\":{\"offset\":").append(buckets.getOffset());
    json.append(',');
    counts(buckets.getBucketCountsList());
    json.append('}');
  }

  private void counts(List<Long> counts) {
    json.append("\"bucketCounts\":[");
    for (int i = 0; i < counts.size(); i++) {
      comma(i);
      json.append(counts.get(i).longValue());
    }
    json.append(']');
  }

  private void id(String name, ByteString id) {
    if (!id.isEmpty() && id.size() <= 16) {
      json.append(",\"").append(name).append("\":\"");
      json.append(HEX.formatHex(id.toByteArray())).append('"');
    }
  }

  private void comma(int place) {
    if (place > 0) {
      json.append(',');
    }
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      json.append(value);
    } else {
      json.append('"').append(value).append('"');
    }
  }
}
