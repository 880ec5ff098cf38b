package io.burnrate.collector.serving;

import io.burnrate.collector.serving.Names.Part;
import io.burnrate.store.RowBatch;
import io.burnrate.store.ServingMetric;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a model server's readings, which come one by one, into rows of {@link Tables#SERVING}. What
 * is not a good reading is counted and leaves the others alone. For one page or one request; one
 * thread.
 */
public final class ServingRows {
  /** Rows of one batch; readings for further ones are counted and skipped. */
  public static final int MAX_ROWS = 20_000;

  /** Edges of one histogram. */
  public static final int MAX_BUCKETS = 512;

  /** The bits of the NaN by which Prometheus marks the end of a series. */
  public static final long STALE_BITS = 0x7ff0000000000002L;

  private static final double MAX_COUNT = 1L << 53;
  private static final double MILLIS = 1_000;

  private final String source;
  private final long intervalMillis;
  private final boolean split;
  private final Map<Place, OpenRow> open = new LinkedHashMap<>();
  private @Nullable OpenRow last;
  private final int[] rejected = new int[ServingReject.values().length];
  private int kept;
  private int duplicates;
  private int aliases;
  private int stale;
  private int withoutRow;

  private record Place(RowKey key, long timeMillis) {}

  /** One reading of one server at one time, whatever the name. */
  private record Reading(
      ServingMetric metric,
      String cluster,
      String server,
      String model,
      String engine,
      String version,
      String detail,
      long timeMillis) {
    static Reading of(OpenRow row) {
      RowKey key = row.key;
      return new Reading(
          key.rule.metric(),
          key.cluster,
          key.server,
          key.model,
          key.engine,
          key.version,
          key.detail,
          row.timeMillis);
    }
  }

  private ServingRows(String source, long intervalMillis, boolean split) {
    this.source = source;
    this.intervalMillis = intervalMillis;
    this.split = split;
  }

  /**
   * For what comes whole: all series of a histogram are in this batch.
   *
   * @param source who sent it, for logs and counters
   * @param intervalMillis until the next one; {@link RowBatch#NO_LONG} when not known
   */
  public static ServingRows whole(String source, long intervalMillis) {
    return new ServingRows(source, intervalMillis, false);
  }

  /**
   * For what its sender may have cut anywhere: rows of histograms get a {@code part} of their own,
   * the same each time the same is sent.
   */
  public static ServingRows split(String source) {
    return new ServingRows(source, RowBatch.NO_LONG, true);
  }

  /** Puts one number into its row. */
  public void add(ServingSeries series, long timeMillis, double value) {
    add(series, timeMillis, RowBatch.NO_LONG, value);
  }

  /**
   * Puts one number into its row.
   *
   * @param startMillis when a counter began at 0; {@link RowBatch#NO_LONG} when not known
   */
  public void add(ServingSeries series, long timeMillis, long startMillis, double value) {
    if (Double.doubleToRawLongBits(value) == STALE_BITS) {
      stale++;
      return;
    }
    ServingReject reason = refusal(series, value);
    if (reason != null) {
      reject(reason, 1);
      return;
    }
    RowKey key = series.row;
    RowKey sumKey = series.sumRow;
    boolean done = key != null && put(key, timeMillis, startMillis, series, value);
    if (sumKey != null && series.part == Part.SUM && (done || key == null)) {
      OpenRow row = row(sumKey, timeMillis, startMillis, key == null);
      if (row != null) {
        row.value = sumKey.unit.convert(value);
      }
    }
  }

  /**
   * Puts a whole histogram into its row.
   *
   * @param startMillis when it began at 0; {@link RowBatch#NO_LONG} when not known
   */
  public void add(
      ServingSeries series, long timeMillis, long startMillis, WholeHistogram histogram) {
    ServingReject reason =
        series.part == Part.WHOLE ? histogram.refusal() : ServingReject.WRONG_KIND;
    if (reason != null) {
      reject(reason, 1);
      return;
    }
    RowKey key = series.row;
    RowKey sumKey = series.sumRow;
    OpenRow row = key == null ? null : row(key, timeMillis, startMillis, true);
    if (row != null && row.told()) {
      row.readings--;
      duplicates++;
      return;
    }
    if (row != null) {
      histogram.fill(row);
    }
    if (sumKey != null && !Double.isNaN(histogram.sum()) && (key == null || row != null)) {
      OpenRow sumRow = row(sumKey, timeMillis, startMillis, key == null);
      if (sumRow != null) {
        sumRow.value = sumKey.unit.convert(histogram.sum());
      }
    }
  }

  /** The rows; nothing may be added afterwards, and the counts hold from now on. */
  public RowBatch finish() {
    Map<Reading, OpenRow> best = new HashMap<>();
    List<OpenRow> sound = new ArrayList<>();
    for (OpenRow row : open.values()) {
      if (!row.told()) {
        withoutRow += row.readings;
      } else if (row.countsFall()) {
        reject(ServingReject.COUNTS_FALL, row.readings);
      } else {
        sound.add(row);
        best.merge(
            Reading.of(row),
            row,
            (one, two) -> one.key.rule.rank() <= two.key.rule.rank() ? one : two);
      }
    }
    RowBatch.Builder builder = RowBatch.builder(Tables.SERVING, source, sound.size());
    for (OpenRow row : sound) {
      if (best.get(Reading.of(row)) == row) {
        kept += row.readings;
        ServingRow.write(builder, row, split, intervalMillis);
      } else {
        aliases += row.readings;
      }
    }
    return builder.build();
  }

  /** Readings that are in rows: each bucket, sum and count is one, a whole histogram is one too. */
  public int kept() {
    return kept;
  }

  /** The same reading once more; the first one is kept. */
  public int duplicates() {
    return duplicates;
  }

  /** Readings that the server has under another name too, which is kept. */
  public int aliases() {
    return aliases;
  }

  /** Marks of a series' end. */
  public int stale() {
    return stale;
  }

  /** Times at which a counting began whose count is not in the batch. */
  public int withoutRow() {
    return withoutRow;
  }

  public int rejected(ServingReject reason) {
    return rejected[reason.ordinal()];
  }

  private void reject(ServingReject reason, int count) {
    rejected[reason.ordinal()] += count;
  }

  private static @Nullable ServingReject refusal(ServingSeries series, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return ServingReject.NOT_FINITE;
    }
    RowKey key = series.row;
    return switch (series.part) {
      case WHOLE -> ServingReject.WRONG_KIND;
      case BUCKET, COUNT ->
          series.part == Part.BUCKET && Double.isNaN(series.bound)
              ? ServingReject.BAD_EDGE
              : value >= 0 && value <= MAX_COUNT && value == Math.rint(value)
                  ? null
                  : ServingReject.NOT_A_COUNT;
      case VALUE, SUM, CREATED ->
          (key == null ? Unit.ONE : key.unit).accepts(value) ? null : ServingReject.OUT_OF_RANGE;
    };
  }

  private boolean put(
      RowKey key, long timeMillis, long startMillis, ServingSeries series, double value) {
    OpenRow row = row(key, timeMillis, startMillis, true);
    if (row == null) {
      return false;
    }
    boolean added = true;
    switch (series.part) {
      case BUCKET -> {
        if (row.buckets() == MAX_BUCKETS) {
          row.readings--;
          reject(ServingReject.TOO_MANY_BUCKETS, 1);
          return false;
        }
        added = row.bucket(series.bound, (long) value);
      }
      case COUNT -> {
        added = Double.isNaN(row.observations);
        row.observations = added ? value : row.observations;
      }
      case CREATED -> row.startMillis = Math.round(value * MILLIS);
      default -> {
        added = Double.isNaN(row.value);
        row.value = added ? key.unit.convert(value) : row.value;
      }
    }
    if (!added) {
      row.readings--;
      duplicates++;
    }
    return added;
  }

  /** The row, with one more reading; null, and counted, when there is no room for it. */
  private @Nullable OpenRow row(RowKey key, long timeMillis, long startMillis, boolean counted) {
    OpenRow row = last;
    // The series of a histogram follow each other.
    if (row == null || row.timeMillis != timeMillis || !row.key.equals(key)) {
      row = open.get(new Place(key, timeMillis));
    }
    if (row == null) {
      if (open.size() == MAX_ROWS) {
        if (counted) {
          reject(ServingReject.TOO_MANY_ROWS, 1);
        }
        return null;
      }
      row = new OpenRow(key, timeMillis);
      open.put(new Place(key, timeMillis), row);
    }
    last = row;
    if (startMillis != RowBatch.NO_LONG) {
      row.startMillis = startMillis;
    }
    row.readings += counted ? 1 : 0;
    return row;
  }
}
