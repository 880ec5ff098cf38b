package io.burnrate.collector.otlp;

import io.burnrate.collector.Kept;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Table;
import java.time.Duration;
import java.time.Instant;

/**
 * One export that has come in.
 *
 * @param appender where its rows go
 * @param tally what became of its items
 * @param attributes writes attributes, without content unless it is to be kept
 * @param sources knows each service's series
 * @param kept how long rows are of use
 */
record Arrival(
    BatchAppender appender,
    Instant now,
    Tally tally,
    AttributeJson attributes,
    Sources sources,
    Kept kept) {
  /** What lies further than this ahead of our clock is rejected. */
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  /** The series of the service whose items are being read. */
  SeriesLimit series() {
    return sources.of(OtlpReceiver.ROUTE, tally.service()).series();
  }

  /** What is older is kept by none of these tables. */
  long earliestNanos(Table... tables) {
    return kept.firstMillis(now, tables) * 1_000_000;
  }

  long latestNanos() {
    Instant latest = now.plus(MAX_AHEAD);
    return latest.getEpochSecond() * 1_000_000_000L + latest.getNano();
  }
}
