package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.serving.ServingRows;
import io.burnrate.collector.serving.ServingSeries;
import io.burnrate.collector.serving.WholeHistogram;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import org.jspecify.annotations.Nullable;

/** Where the readings of one page go, whatever its format. One thread, once. */
final class PageRows {
  private static final RowBatch NO_ROWS = RowBatch.builder(Tables.SERVING, "", 1).build();

  final RowWriter gpus;
  final PageCounts counts;
  private final RowWriter.Stamp stamp;
  private @Nullable ServingRows serving;

  PageRows(RowWriter gpus, PageCounts counts, RowWriter.Stamp stamp) {
    this.gpus = gpus;
    this.counts = counts;
    this.stamp = stamp;
  }

  /**
   * Whether the block's series goes into a row. If not, it is counted here; if it is a GPU's, its
   * row is open.
   */
  boolean takes(LabelBlock block) {
    GpuRow row = block.row;
    switch (block.kind) {
      case DROPPED -> counts.droppedLines++;
      case REFUSED -> counts.reject(Reject.SERIES_LIMIT);
      case UNMAPPED, OTHER_ENTITY -> counts.unmappedLines++;
      case NO_GPU -> counts.reject(Reject.NO_GPU);
      case NO_ROOM -> counts.reject(Reject.TOO_MANY_ROWS);
      case SERVING -> {
        return true;
      }
      case GPU -> {
        return row != null && gpus.open(block, row);
      }
    }
    return false;
  }

  /**
   * A number.
   *
   * @param fractional whether it was written with a decimal point
   * @param timeMillis its own, or {@link OwnTimes#NONE}
   */
  record Reading(double value, boolean fractional, long timeMillis) {}

  /** Puts a number into the row of a block that is taken and knows its field. */
  void put(LabelBlock block, Reading reading) {
    ServingSeries series = block.serving;
    Field field = block.text.field();
    if (series != null) {
      serving().add(series, time(reading.timeMillis()), reading.value());
    } else if (field != null) {
      put(block, field, reading);
    }
  }

  /** Puts a number into the row of a GPU's block that is taken. */
  void put(LabelBlock block, Field field, Reading reading) {
    GpuRow row = block.row;
    if (Double.doubleToRawLongBits(reading.value()) == ServingRows.STALE_BITS) {
      counts.staleLines++;
    } else if (row != null) {
      gpus.put(block, row, field, reading.value(), reading.fractional());
      row.noteTime(reading.timeMillis());
    }
  }

  /** Puts a histogram into the row of a block that is taken, if it is a model server's. */
  void put(LabelBlock block, long timeMillis, long startMillis, WholeHistogram histogram) {
    ServingSeries series = block.serving;
    if (series == null) {
      counts.unmappedLines++;
    } else {
      serving().add(series, time(timeMillis), startMillis, histogram);
    }
  }

  private long time(long own) {
    return own == OwnTimes.NONE ? stamp.timeMillis() : own;
  }

  private ServingRows serving() {
    ServingRows rows = serving;
    if (rows == null) {
      rows = ServingRows.whole(stamp.target().name(), stamp.intervalMillis());
      serving = rows;
    }
    return rows;
  }

  /**
   * The page.
   *
   * @param whole whether it was read to its end
   */
  ParsedPage finish(boolean whole) {
    RowBatch rows = gpus.finish(place -> stamp);
    RowBatch servingRows = NO_ROWS;
    ServingRows open = serving;
    if (open != null) {
      servingRows = open.finish();
      counts.samples += open.kept();
      counts.duplicateLines += open.duplicates() + open.aliases();
      counts.unmappedLines += open.withoutRow();
      counts.staleLines += open.stale();
      for (ServingReject reason : ServingReject.values()) {
        counts.reject(reason, open.rejected(reason));
      }
    }
    return new ParsedPage(rows, servingRows, counts, whole);
  }
}
