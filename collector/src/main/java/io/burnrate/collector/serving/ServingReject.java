package io.burnrate.collector.serving;

/** Why a model server's reading was not kept. The tag value in metrics is {@link #key()}. */
public enum ServingReject {
  /** NaN or infinite. */
  NOT_FINITE("notFinite"),
  /** Negative, or a ratio above 1. */
  OUT_OF_RANGE("outOfRange"),
  /** A number of observations that is not whole. */
  NOT_A_COUNT("notACount"),
  /** A bucket without an upper edge, or with one that is no number. */
  BAD_EDGE("badEdge"),
  /** A larger edge has fewer observations than a smaller one; the whole histogram is left out. */
  COUNTS_FALL("countsFall"),
  /** More than {@link ServingRows#MAX_BUCKETS} in one histogram. */
  TOO_MANY_BUCKETS("tooManyBuckets"),
  /** The batch has {@link ServingRows#MAX_ROWS} rows already. */
  TOO_MANY_ROWS("tooManyRows"),
  /** A number where the name is a histogram's, or the other way round. */
  WRONG_KIND("wrongKind");

  private final String key;

  ServingReject(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}
