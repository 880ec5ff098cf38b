package io.burnrate.collector.remotewrite;

import io.burnrate.collector.Kept;
import io.burnrate.collector.scrape.Reject;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.serving.ServingRows;
import io.burnrate.collector.serving.ServingSeries;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.domain.Owner;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the series of one request into rows. One thread. */
final class SampleRows {
  private static final String SOURCE = "remoteWrite";

  private final TimedReadings readings;
  private final Tally tally = new Tally();
  private final SeriesLimit limit;
  private final KnownLabels meanings;
  private final ExporterPods.Of exporters;
  private final long earliestMillis;
  private final long latestMillis;
  private final ServingRows serving = ServingRows.split(SOURCE);
  private TimedReadings.@Nullable Series series;
  private @Nullable ServingSeries servingSeries;
  private Fate otherwise = Fate.LABELS;

  /** Of the series under way, until the next one. */
  private @Nullable Labels current;

  private long hash;
  private boolean asked;
  private boolean admitted;

  /**
   * Rows of one request.
   *
   * @param kept how long rows are of use
   * @param limit of the sender's series
   * @param meanings of labels that came before
   * @param exporters the sender's, as far as they are known
   */
  SampleRows(
      Instant now, Kept kept, SeriesLimit limit, KnownLabels meanings, ExporterPods.Of exporters) {
    this.exporters = exporters;
    this.readings = new TimedReadings(SOURCE, exporters::knows);
    this.limit = limit;
    this.meanings = meanings;
    this.earliestMillis = kept.firstMillis(now, Tables.GPU_SAMPLES, Tables.SERVING);
    this.latestMillis = now.toEpochMilli() + TimedReadings.MAX_AHEAD_MILLIS;
  }

  /** What follows belongs to the series with these labels. */
  void begin(Labels labels) {
    series = null;
    servingSeries = null;
    current = labels;
    asked = false;
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
      LabelKey key = labels.key(!gpu);
      KnownLabels.Meant meant = meaning(labels, key, gpu);
      if (meant == null) {
        otherwise = Fate.LABELS;
      } else if (meant.subject() != null) {
        hash = SeriesLimit.both(key.hash(), SeriesLimit.hash(body, from, to));
        series = TimedReadings.series(body, from, to, meant.subject());
      } else if (meant.model() != null) {
        hash = key.hash();
        servingSeries = meant.model();
      }
    }
  }

  /** Null when the labels are not sound. */
  private KnownLabels.@Nullable Meant meaning(Labels labels, LabelKey key, boolean gpu) {
    KnownLabels.Meant known = meanings.find(key);
    if (known != null) {
      return known;
    }
    Map<String, String> texts = labels.texts();
    if (texts == null) {
      return null;
    }
    TimedReadings.Subject subject = gpu ? subject(texts) : null;
    KnownLabels.Meant meant =
        subject != null
            ? new KnownLabels.Meant(subject, null)
            : new KnownLabels.Meant(
                null, ServingSeries.series(labels.metric(), texts, UsualLabels::ofTarget));
    meanings.keep(key, meant);
    return meant;
  }

  private TimedReadings.Subject subject(Map<String, String> labels) {
    TimedReadings.Subject subject = TimedReadings.Subject.of(labels);
    Owner exporter = subject.exporter();
    if (exporter != null) {
      exporters.learn(exporter);
    }
    return subject;
  }

  /** Asked at a series' first sound sample, so that a bad one takes up no series. */
  private boolean admitted() {
    if (!asked) {
      asked = true;
      Labels labels = current;
      admitted =
          labels != null
              && limit.admit(hash, labels::metric, () -> Objects.requireNonNull(labels.texts()));
    }
    return admitted;
  }

  /** A sample, its value by its bits: staleness is a NaN with a bit pattern of its own. */
  void sample(long valueBits, long timeMillis) {
    TimedReadings.Series gpu = series;
    ServingSeries model = servingSeries;
    if (gpu == null && model == null) {
      tally.add(otherwise, 1);
    } else if (valueBits == ServingRows.STALE_BITS) {
      tally.add(Fate.STALE, 1);
    } else if (timeMillis <= 0 || timeMillis > latestMillis) {
      tally.add(Fate.TIME, 1);
    } else if (timeMillis < earliestMillis) {
      tally.add(Fate.EXPIRED, 1);
    } else if (!admitted()) {
      tally.add(Fate.SERIES_LIMIT, 1);
    } else {
      tally.heard(timeMillis);
      double value = Double.longBitsToDouble(valueBits);
      if (gpu != null) {
        readings.add(gpu, timeMillis, value);
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
