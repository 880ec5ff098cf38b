package io.burnrate.collector.otlp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What OTLP carries, and how each kind is called on the wire. All three are built alike. */
enum Signal {
  TRACES("Trace", "resourceSpans", "scopeSpans", "spans", "rejectedSpans", "spans"),
  METRICS(
      "Metrics", "resourceMetrics", "scopeMetrics", "metrics", "rejectedDataPoints", "data points"),
  LOGS("Logs", "resourceLogs", "scopeLogs", "logRecords", "rejectedLogRecords", "log records");

  private final String word;
  private final String resources;
  private final String scopes;
  private final String items;
  private final String rejected;
  private final String plural;

  Signal(
      String word, String resources, String scopes, String items, String rejected, String plural) {
    this.word = word;
    this.resources = resources;
    this.scopes = scopes;
    this.items = items;
    this.rejected = rejected;
    this.plural = plural;
  }

  static @Nullable Signal ofHttp(String path) {
    for (Signal each : values()) {
      if (each.httpPath().equals(path)) {
        return each;
      }
    }
    return null;
  }

  static @Nullable Signal ofGrpc(String path) {
    for (Signal each : values()) {
      if (each.grpcPath().equals(path)) {
        return each;
      }
    }
    return null;
  }

  /** Rows for one export. */
  SignalRows open(Arrival arrival) {
    return switch (this) {
      case TRACES -> new SpanRows(arrival);
      case METRICS -> new MetricRows(arrival);
      case LOGS -> new LogRows(arrival);
    };
  }

  /** Where it is posted to. */
  String httpPath() {
    return "/v1/" + key();
  }

  /** Service and method. */
  String grpcPath() {
    String lower = word.toLowerCase(Locale.ROOT);
    return "/opentelemetry.proto.collector." + lower + ".v1." + word + "Service/Export";
  }

  /** The name of the message that is sent. */
  String request() {
    return "Export" + word + "ServiceRequest";
  }

  /** The value of the metrics' tag. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The list of a request in JSON; field 1 in protobuf. */
  String resources() {
    return resources;
  }

  /** The list beside a resource in JSON; field 2 in protobuf. */
  String scopes() {
    return scopes;
  }

  /** The list beside a scope in JSON; field 2 in protobuf. */
  String items() {
    return items;
  }

  /** The number in an answer's partial success in JSON; field 1 in protobuf. */
  String rejected() {
    return rejected;
  }

  /** What is counted, for a person. */
  String plural() {
    return plural;
  }

  /** What is counted, in the names of metrics. */
  String unit() {
    return plural.substring(plural.indexOf(' ') + 1);
  }
}
