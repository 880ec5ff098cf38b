package io.burnrate.collector.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/** The example of an export of metrics in OTLP's own documentation. */
final class MetricJson {
  static final String EXAMPLE =
      """
      {
        "resourceMetrics": [{
          "resource": {
            "attributes": [{"key": "service.name", "value": {"stringValue": "my.service"}}]
          },
          "scopeMetrics": [{
            "scope": {
              "name": "my.library",
              "version": "1.0.0",
              "attributes": [
                {"key": "my.scope.attribute", "value": {"stringValue": "some scope attribute"}}
              ]
            },
            "metrics": [
              {
                "name": "my.counter",
                "unit": "1",
                "description": "I am a Counter",
                "sum": {
                  "aggregationTemporality": 1,
                  "isMonotonic": true,
                  "dataPoints": [{
                    "asDouble": 5,
                    "startTimeUnixNano": "1544712660300000000",
                    "timeUnixNano": "1544712660300000000",
                    "attributes": [
                      {"key": "my.counter.attr", "value": {"stringValue": "some value"}}
                    ]
                  }]
                }
              },
              {
                "name": "my.gauge",
                "unit": "1",
                "description": "I am a Gauge",
                "gauge": {
                  "dataPoints": [{
                    "asDouble": 10,
                    "timeUnixNano": "1544712660300000000",
                    "attributes": [
                      {"key": "my.gauge.attr", "value": {"stringValue": "some value"}}
                    ]
                  }]
                }
              },
              {
                "histogram": {
                  "aggregationTemporality": 1,
                  "dataPoints": [{
                    "startTimeUnixNano": "1544712660300000000",
                    "timeUnixNano": 1544712660300000000,
                    "count": "2",
                    "sum": 2,
                    "bucketCounts": [1,1],
                    "explicitBounds": [1],
                    "min": 0,
                    "max": 2,
                    "attributes": [
                      {"key": "my.histogram.attr", "value": {"stringValue": "some value"}}
                    ]
                  }]
                },
                "description": "I am a Histogram",
                "unit": "1",
                "name": "my.histogram"
              },
              {
                "name": "my.exponential.histogram",
                "unit": "1",
                "description": "I am an Exponential Histogram",
                "exponentialHistogram": {
                  "aggregationTemporality": 1,
                  "dataPoints": [{
                    "startTimeUnixNano": "1544712660300000000",
                    "timeUnixNano": "1544712660300000000",
                    "count": 3,
                    "sum": 10,
                    "scale": 0,
                    "zeroCount": 1,
                    "positive": {"offset": 1, "bucketCounts": [0,2]},
                    "min": 0,
                    "max": 5,
                    "zeroThreshold": 0,
                    "attributes": [
                      {"key": "my.exponential.histogram.attr",
                       "value": {"stringValue": "some value"}}
                    ]
                  }]
                }
              }
            ]
          }]
        }]
      }
      """;

  private MetricJson() {}

  /** As protobuf's own reader understands it: there are no ids in it, which it would misread. */
  static ExportMetricsServiceRequest exampleAsMessage() {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    try {
      JsonFormat.parser().merge(EXAMPLE, request);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return request.build();
  }
}
