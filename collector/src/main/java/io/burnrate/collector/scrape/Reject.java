package io.burnrate.collector.scrape;

/** Why a line of a page, or a reading, was skipped. The tag value in metrics is {@link #key()}. */
public enum Reject {
  /** Not the text format. */
  BAD_LINE("badLine"),
  /** Longer than {@link PageParser#MAX_LINE_BYTES}. */
  LINE_TOO_LONG("lineTooLong"),
  /**
   * The last line of a page without a marked end has none either: it may be cut in the middle of
   * its number.
   */
  UNTERMINATED("unterminated"),
  /** A GPU reading whose labels name no GPU. */
  NO_GPU("noGpu"),
  /** The page has {@link PageParser#MAX_ROWS} rows already. */
  TOO_MANY_ROWS("tooManyRows"),
  /** The GPU has {@link io.burnrate.domain.OwnerShares#MAX_SHARERS} sharers already. */
  TOO_MANY_SHARERS("tooManySharers"),
  /** Text where a number belongs. */
  NOT_A_NUMBER("notANumber"),
  /** NaN or infinite. */
  NOT_FINITE("notFinite"),
  /** One of DCGM's values for blank, not found, not supported, not permitted. */
  SENTINEL("sentinel"),
  /** Outside of what the field can hold. */
  OUT_OF_RANGE("outOfRange"),
  /** A whole-GPU utilization on a MIG instance: those fields do not exist there and read 0. */
  NOT_FOR_MIG("notForMig"),
  /** A new series beyond {@code limits.maxSeriesPerSource} or {@code limits.maxSeries}. */
  SERIES_LIMIT("seriesLimit"),
  /**
   * Its own time is before 1970, older than what is kept, or more than {@link
   * OwnTimes#MAX_AHEAD_MILLIS} ahead of ours.
   */
  TIME("time"),
  /** A native histogram, or one of gauges. */
  UNSUPPORTED("unsupported"),
  /** Behind the mark that ends the page. */
  BEHIND_END("behindEnd");

  private final String key;

  Reject(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}
