package io.burnrate.collector.otlp;

/** Why one span, data point or log record is rejected while its neighbours are kept. */
enum Fault {
  MALFORMED("malformed", "cannot be decoded"),
  SIZE("size", "is larger than " + Item.MAX_BYTES + " bytes"),
  TRACE_ID("traceId", "trace_id: expected 16 bytes, not all zero"),
  SPAN_ID("spanId", "span_id: expected 8 bytes, not all zero"),
  PARENT_SPAN_ID("parentSpanId", "parent_span_id: expected 8 bytes or none"),
  NO_START("noStart", "start_time_unix_nano is missing"),
  ENDS_BEFORE_START("endsBeforeStart", "end_time_unix_nano lies before the start"),
  FUTURE("future", "lies more than a day in the future");

  private final String key;
  private final String text;

  Fault(String key, String text) {
    this.key = key;
    this.text = text;
  }

  /** The value of the metric's tag. */
  String key() {
    return key;
  }

  String text() {
    return text;
  }
}
