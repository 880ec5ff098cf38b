package io.burnrate.collector.remotewrite;

import io.burnrate.collector.scrape.Reject;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.store.RowBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the series of one request into rows. One thread. */
final class SampleRows {
  /** A sample further ahead of our clock is refused, as Prometheus' own receiver does. */
  static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  /** The bits of the NaN by which Prometheus marks the end of a series. */
  static final long STALE_BITS = 0x7ff0000000000002L;

  private static final String SOURCE = "remoteWrite";

  private final TimedReadings readings = new TimedReadings(SOURCE);
  private final Tally tally = new Tally();
  private final SeriesLimit known;
  private final long latestMillis;
  private TimedReadings.@Nullable Series series;
  private Fate otherwise = Fate.LABELS;

  /**
   * Rows of one request.
   *
   * @param known the sender's series
   */
  SampleRows(Instant now, SeriesLimit known) {
    this.known = known;
    this.latestMillis = now.plus(MAX_AHEAD).toEpochMilli();
  }

  /** What follows belongs to the series with these labels. */
  void begin(Labels labels) {
    series = null;
    Fate fault = labels.fault();
    if (fault != null) {
      otherwise = fault;
    } else if (!TimedReadings.mapped(labels.body(), labels.metricStart(), labels.metricEnd())) {
      otherwise = Fate.UNMAPPED;
    } else {
      Map<String, String> texts = labels.texts();
      otherwise = texts == null ? Fate.LABELS : Fate.SERIES_LIMIT;
      if (texts != null && known.admit(texts.getOrDefault("__name__", ""), texts)) {
        series =
            TimedReadings.series(labels.body(), labels.metricStart(), labels.metricEnd(), texts);
      }
    }
  }

  /** A sample, its value by its bits: staleness is a NaN with a bit pattern of its own. */
  void sample(long valueBits, long timeMillis) {
    TimedReadings.Series current = series;
    if (current == null) {
      tally.add(otherwise, 1);
    } else if (valueBits == STALE_BITS) {
      tally.add(Fate.STALE, 1);
    } else if (timeMillis <= 0 || timeMillis > latestMillis) {
      tally.add(Fate.TIME, 1);
    } else {
      tally.heard(timeMillis);
      readings.add(current, timeMillis, Double.longBitsToDouble(valueBits));
    }
  }

  void histogram() {
    tally.addHistogram();
  }

  void exemplar() {
    tally.addExemplar();
  }

  /** The rows; to be called once, before {@link #tally()}. */
  RowBatch finish() {
    RowBatch rows = readings.finish();
    tally.add(Fate.KEPT, readings.kept());
    tally.add(Fate.DUPLICATE, readings.duplicates());
    tally.add(Fate.UNMAPPED, readings.unmapped());
    for (Reject reject : Reject.values()) {
      Fate fate = Fate.of(reject);
      if (fate != null) {
        tally.add(fate, readings.rejected(reject));
      }
    }
    return rows;
  }

  Tally tally() {
    return tally;
  }
}
