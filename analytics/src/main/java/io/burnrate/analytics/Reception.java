package io.burnrate.analytics;

/** What became of a reading in the account of its GPU. */
enum Reception {
  ACCOUNTED,
  /** One of the same time is accounted. */
  REPEATED,
  /** One of a later time is accounted. */
  LATE,
  /** The GPU is followed another way. */
  SECOND_ROUTE
}
