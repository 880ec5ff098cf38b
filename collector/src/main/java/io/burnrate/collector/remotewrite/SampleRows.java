package io.burnrate.collector.remotewrite;

import io.burnrate.collector.scrape.Reject;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.serving.ServingRows;
import io.burnrate.collector.serving.ServingSeries;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.store.RowBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the series of one request into rows. One thread. */
final class SampleRows {
  /** A sample further ahead of our clock is refused, as Prometheus' own receiver does. */
  static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private static final String SOURCE = "remoteWrite";

  private final TimedReadings readings = new TimedReadings(SOURCE);
  private final Tally tally = new Tally();
  private final SeriesLimit known;
  private final long latestMillis;
  private final ServingRows serving = ServingRows.split(SOURCE);
  private TimedReadings.@Nullable Series series;
  private @Nullable ServingSeries servingSeries;
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
    servingSeries = null;
    Fate fault = labels.fault();
    if (fault != null) {
      otherwise = fault;
      return;
    }
    byte[] body = labels.body();
    int from = labels.metricStart();
    int to = labels.metricEnd();
    boolean gpu = TimedReadings.mapped(body, from, to);
    otherwise = Fate.UNMAPPED;
    if (gpu || ServingSeries.mapped(body, from, to)) {
      Map<String, String> texts = labels.texts();
      String name = texts == null ? "" : texts.getOrDefault("__name__", "");
      if (texts == null) {
        otherwise = Fate.LABELS;
      } else if (gpu) {
        otherwise = Fate.SERIES_LIMIT;
        series = known.admit(name, texts) ? TimedReadings.series(body, from, to, texts) : null;
      } else {
        ServingSeries model = ServingSeries.series(name, texts);
        if (model != null) {
          otherwise = Fate.SERIES_LIMIT;
          servingSeries = known.admit(name, texts) ? model : null;
        }
      }
    }
  }

  /** A sample, its value by its bits: staleness is a NaN with a bit pattern of its own. */
  void sample(long valueBits, long timeMillis) {
    TimedReadings.Series current = series;
    ServingSeries model = servingSeries;
    if (current == null && model == null) {
      tally.add(otherwise, 1);
    } else if (valueBits == ServingRows.STALE_BITS) {
      tally.add(Fate.STALE, 1);
    } else if (timeMillis <= 0 || timeMillis > latestMillis) {
      tally.add(Fate.TIME, 1);
    } else {
      tally.heard(timeMillis);
      double value = Double.longBitsToDouble(valueBits);
      if (current != null) {
        readings.add(current, timeMillis, value);
      } else if (model != null) {
        serving.add(model, timeMillis, value);
      }
    }
  }

  void histogram() {
    tally.addHistogram();
  }

  void exemplar() {
    tally.addExemplar();
  }

  /** The rows, by table; to be called once, before {@link #tally()}. */
  List<RowBatch> finish() {
    RowBatch rows = readings.finish();
    RowBatch servingRows = serving.finish();
    tally.add(Fate.KEPT, readings.kept());
    tally.add(Fate.DUPLICATE, readings.duplicates());
    tally.add(Fate.UNMAPPED, readings.unmapped());
    for (Reject reject : Reject.values()) {
      Fate fate = Fate.of(reject);
      if (fate != null) {
        tally.add(fate, readings.rejected(reject));
      }
    }
    tally.add(Fate.KEPT, serving.kept());
    tally.add(Fate.DUPLICATE, (long) serving.duplicates() + serving.aliases());
    tally.add(Fate.UNMAPPED, serving.withoutRow());
    for (ServingReject reject : ServingReject.values()) {
      tally.add(Fate.of(reject), serving.rejected(reject));
    }
    return List.of(rows, servingRows);
  }

  Tally tally() {
    return tally;
  }
}
