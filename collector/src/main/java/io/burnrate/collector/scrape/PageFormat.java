package io.burnrate.collector.scrape;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a page is written in. */
enum PageFormat {
  /** Prometheus text 0.0.4 and 1.0.0, and whatever a server does not name. */
  TEXT,
  /** OpenMetrics text 0.0.1 and 1.0.0. */
  OPEN_METRICS,
  /** {@code io.prometheus.client.MetricFamily}, each behind its length. */
  PROTOBUF;

  /**
   * What we ask for. Protobuf comes last: it is the slowest for us to read, and has nothing more
   * than text for metrics that we keep. OpenMetrics comes first, as it tells when a page is whole.
   */
  static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,"
          + "application/openmetrics-text;version=0.0.1;q=0.6,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          + "text/plain;version=0.0.4;q=0.4,"
          + "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
          + "encoding=delimited;q=0.2,"
          + "*/*;q=0.1";

  /** The format that a Content-Type names; null when we cannot read it. */
  static @Nullable PageFormat of(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
    return switch (parts[0]) {
      case "application/openmetrics-text" -> OPEN_METRICS;
      case "application/vnd.google.protobuf" ->
          parameter(parts, "proto").equals("io.prometheus.client.metricfamily")
                  && parameter(parts, "encoding").equals("delimited")
              ? PROTOBUF
              : null;
      case "application/json", "text/html" -> null;
      default -> TEXT;
    };
  }

  private static String parameter(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1).replace("\"", "");
      }
    }
    return "";
  }
}
