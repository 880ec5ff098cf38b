package io.burnrate.store;

/**
 * The readings of a model server, whatever its make: rows of {@link Tables#SERVING}. Units are
 * ours: seconds, bytes, ratios from 0 to 1. Counters and histograms are cumulative since the server
 * started.
 */
public enum ServingMetric {
  REQUESTS_RUNNING(Kind.GAUGE),
  REQUESTS_WAITING(Kind.GAUGE),
  KV_CACHE_USAGE_RATIO(Kind.GAUGE),
  /** Part of the prompt tokens that came from the cache, where the server tells the ratio only. */
  CACHE_HIT_RATIO(Kind.GAUGE),
  GENERATION_TOKENS_PER_SECOND(Kind.GAUGE),
  /** Includes the cached ones. */
  INPUT_TOKENS(Kind.COUNTER),
  OUTPUT_TOKENS(Kind.COUNTER),
  CACHED_INPUT_TOKENS(Kind.COUNTER),
  CACHE_QUERY_TOKENS(Kind.COUNTER),
  CACHE_HIT_TOKENS(Kind.COUNTER),
  /** All of them, however they ended. */
  REQUESTS(Kind.COUNTER),
  REQUESTS_SUCCEEDED(Kind.COUNTER),
  /** By the server's fault or the request's own; the reason is in {@code detail}. */
  REQUESTS_FAILED(Kind.COUNTER),
  /** Given up by whoever asked, or by the server on the way; in none of the two before. */
  REQUESTS_CANCELLED(Kind.COUNTER),
  PREEMPTIONS(Kind.COUNTER),
  /** Time that all requests together took, where the server has no histogram. */
  REQUEST_SECONDS(Kind.COUNTER),
  QUEUE_SECONDS(Kind.COUNTER),
  INFERENCE_SECONDS(Kind.COUNTER),
  FLOPS_PER_GPU(Kind.COUNTER),
  READ_BYTES_PER_GPU(Kind.COUNTER),
  WRITE_BYTES_PER_GPU(Kind.COUNTER),
  TIME_TO_FIRST_TOKEN(Kind.HISTOGRAM),
  /** Between two tokens where the server tells that, else a request's mean. */
  TIME_PER_OUTPUT_TOKEN(Kind.HISTOGRAM),
  QUEUE_TIME(Kind.HISTOGRAM),
  PREFILL_TIME(Kind.HISTOGRAM),
  DECODE_TIME(Kind.HISTOGRAM),
  INFERENCE_TIME(Kind.HISTOGRAM),
  REQUEST_TIME(Kind.HISTOGRAM),
  INPUT_LENGTH(Kind.HISTOGRAM),
  OUTPUT_LENGTH(Kind.HISTOGRAM);

  /** How readings of it add up. */
  public enum Kind {
    GAUGE,
    /** Grows from 0 since the server started. */
    COUNTER,
    /** Counts of observations up to each edge, growing likewise. */
    HISTOGRAM
  }

  private final Kind kind;

  ServingMetric(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
