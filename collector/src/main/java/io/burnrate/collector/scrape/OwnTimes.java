package io.burnrate.collector.scrape;

/**
 * Which times the readings of one page may have of their own.
 *
 * @param wanted whether they are taken at all
 * @param earliestMillis what is older is not kept, epoch milliseconds
 * @param latestMillis what is later is refused
 */
record OwnTimes(boolean wanted, long earliestMillis, long latestMillis) {
  /** The reading has no time of its own, or it is not wanted. */
  static final long NONE = Long.MIN_VALUE;

  /** A time further ahead of our clock is refused. */
  static final long MAX_AHEAD_MILLIS = 600_000;

  /**
   * Those of one page.
   *
   * @param nowMillis when the page was received
   */
  static OwnTimes of(boolean wanted, long earliestMillis, long nowMillis) {
    return new OwnTimes(wanted, earliestMillis, nowMillis + MAX_AHEAD_MILLIS);
  }

  /** A time as it is told, or {@link #NONE}. */
  long wanted(long told) {
    return wanted ? told : NONE;
  }

  /** Whether a reading may have this time, which may be {@link #NONE}. */
  boolean sound(long millis) {
    return millis == NONE || (millis > 0 && millis >= earliestMillis && millis <= latestMillis);
  }
}
