package io.burnrate.collector.remotewrite;

import io.burnrate.collector.scrape.Reject;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.collector.serving.ServingReject;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one sample. Only what the sender could mend is refused; the rest is accepted,
 * counted, and left out where there is nothing to keep.
 */
enum Fate {
  KEPT("kept", null),
  /** The same metric of the same GPU and time was in the request before. */
  DUPLICATE("duplicate", null),
  /** No column is for its metric. */
  UNMAPPED("unmapped", null),
  /** Prometheus' mark for the end of a series. */
  STALE("stale", null),
  /** Older than {@code store.retention} keeps it. */
  EXPIRED("expired", null),
  /** One of DCGM's values for "no value". */
  SENTINEL("sentinel", null),
  NOT_FINITE("notFinite", null),
  /** A whole-GPU reading on a MIG instance. */
  NOT_FOR_MIG("notForMig", null),
  /** Of a model server's histogram that is none: edges or counts that make no sense. */
  NOT_A_HISTOGRAM("notAHistogram", null),

  NO_GPU("noGpu", "a DCGM reading whose labels name no GPU (label UUID)"),
  OUT_OF_RANGE("outOfRange", "outside of what the field can hold"),
  TOO_MANY_ROWS(
      "tooManyRows", "beyond " + TimedReadings.MAX_ROWS + " rows of one table in one request"),
  TOO_MANY_SHARERS("tooManySharers", "of a GPU with too many sharers"),
  LABELS(
      "labels",
      "of a series without a metric name, with a label that has no name or comes twice, or with a"
          + " reference to no symbol"),
  LABELS_TOO_LARGE(
      "labelsTooLarge",
      "of a series with more than "
          + Labels.MAX_LABELS
          + " labels or "
          + Labels.MAX_LABEL_BYTES
          + " bytes of them"),
  SERIES_LIMIT(
      "seriesLimit",
      "of a new series beyond limits.maxSeriesPerSource or limits.maxSeries; see"
          + " /api/v1/sources/cardinality"),
  TIME("time", "without a time after 1970, or more than 10 minutes in the future");

  private final String key;
  private final @Nullable String refusal;

  Fate(String key, @Nullable String refusal) {
    this.key = key;
    this.refusal = refusal;
  }

  /** The value of the metric's tag. */
  String key() {
    return key;
  }

  /** Why the sender is told of it; null where it is accepted. */
  @Nullable String refusal() {
    return refusal;
  }

  boolean refused() {
    return refusal != null;
  }

  /** The fate of a model server's reading that was not good. */
  static Fate of(ServingReject reject) {
    return switch (reject) {
      case NOT_FINITE -> NOT_FINITE;
      case OUT_OF_RANGE -> OUT_OF_RANGE;
      case TOO_MANY_ROWS -> TOO_MANY_ROWS;
      case NOT_A_COUNT, BAD_EDGE, COUNTS_FALL, TOO_MANY_BUCKETS, WRONG_KIND -> NOT_A_HISTOGRAM;
    };
  }

  /** The fate of a reading that was not good; null for what only a written page can have. */
  static @Nullable Fate of(Reject reject) {
    return switch (reject) {
      case NO_GPU -> NO_GPU;
      case TOO_MANY_ROWS -> TOO_MANY_ROWS;
      case TOO_MANY_SHARERS -> TOO_MANY_SHARERS;
      case NOT_FINITE -> NOT_FINITE;
      case SENTINEL -> SENTINEL;
      case OUT_OF_RANGE -> OUT_OF_RANGE;
      case NOT_FOR_MIG -> NOT_FOR_MIG;
      case BAD_LINE,
          LINE_TOO_LONG,
          UNTERMINATED,
          NOT_A_NUMBER,
          SERIES_LIMIT,
          TIME,
          UNSUPPORTED,
          BEHIND_END ->
          null;
    };
  }
}
