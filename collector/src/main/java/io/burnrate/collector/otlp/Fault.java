package io.burnrate.collector.otlp;

import io.burnrate.collector.scrape.TimedReadings;

/** Why one span, data point or log record is rejected while its neighbours are kept. */
enum Fault {
  MALFORMED("malformed", "cannot be decoded"),
  SIZE("size", "is larger than " + Item.MAX_BYTES + " bytes"),
  TRACE_ID("traceId", "trace_id: expected 16 bytes, not all zero"),
  SPAN_ID("spanId", "span_id: expected 8 bytes, not all zero"),
  PARENT_SPAN_ID("parentSpanId", "parent_span_id: expected 8 bytes or none"),
  NO_START("noStart", "start_time_unix_nano is missing"),
  ENDS_BEFORE_START("endsBeforeStart", "end_time_unix_nano lies before the start"),
  FUTURE("future", "lies more than a day in the future"),
  NO_TIME("noTime", "time_unix_nano is missing"),
  NO_NAME("noName", "of a metric without a name"),
  NO_DATA("noData", "of a type of metric that is not known"),
  TEMPORALITY("temporality", "aggregation_temporality: expected delta or cumulative"),
  NO_VALUE("noValue", "has no value, nor the flag that says so"),
  NOT_A_NUMBER("notANumber", "a value or sum is not a number"),
  NEGATIVE("negative", "a count, or the value of a monotonic sum, is negative"),
  BUCKETS("buckets", "bucket_counts: expected one more than explicit_bounds, or none of both"),
  BOUNDS("bounds", "explicit_bounds: expected finite numbers, each larger than the one before"),
  QUANTILES("quantiles", "quantile: expected a number from 0 to 1"),
  TOO_MANY_BUCKETS(
      "tooManyBuckets", "has more than " + PointChecks.MAX_BUCKETS + " buckets or quantiles"),
  GPU_FUTURE("gpuFuture", "a GPU's reading that lies more than ten minutes in the future"),
  NO_GPU("noGpu", "a DCGM reading whose attributes name no GPU (UUID)"),
  OUT_OF_RANGE("outOfRange", "a reading outside of what it can be"),
  TOO_MANY_ROWS(
      "tooManyRows", "beyond " + TimedReadings.MAX_ROWS + " GPUs and times in one export"),
  TOO_MANY_SHARERS("tooManySharers", "of a GPU with too many sharers"),
  SERIES_LIMIT(
      "seriesLimit",
      "of a new series beyond limits.maxSeriesPerSource or limits.maxSeries; see"
          + " /api/v1/sources/cardinality");

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
