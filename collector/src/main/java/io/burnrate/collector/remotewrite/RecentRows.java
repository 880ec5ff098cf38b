package io.burnrate.collector.remotewrite;

import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which readings the rows of the last requests had. The store leaves a second row of one GPU and
 * time out, so readings that come in a later request than their row are lost; here they are
 * noticed. Thread-safe.
 */
final class RecentRows {
  /** Older rows are forgotten: what comes late for them is lost unnoticed. */
  static final int MAX_ROWS = 100_000;

  private static final Column UUID = Tables.GPU_SAMPLES.column("gpu_uuid");
  private static final Column MIG_INSTANCE = Tables.GPU_SAMPLES.column("mig_instance");
  private static final GpuMetric[] METRICS = GpuMetric.values();
  private static final Column[] COLUMNS = columns();

  private final Map<Key, Long> readings = new LinkedHashMap<>();

  private record Key(String uuid, String migInstance, long timeMillis) {}

  /** Notes the rows, and answers how many of their readings come too late for their rows. */
  synchronized long claim(RowBatch batch) {
    long late = 0;
    for (int row = 0; row < batch.rows(); row++) {
      long found = readings(batch, row);
      Long before = readings.putIfAbsent(key(batch, row), found);
      if (before != null) {
        late += Long.bitCount(found & ~before);
      }
    }
    Iterator<Map.Entry<Key, Long>> oldest = readings.entrySet().iterator();
    while (readings.size() > MAX_ROWS) {
      oldest.next();
      oldest.remove();
    }
    return late;
  }

  /** Forgets the rows that were noted for {@code batch}, which was not stored. */
  synchronized void release(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      readings.remove(key(batch, row), readings(batch, row));
    }
  }

  synchronized int size() {
    return readings.size();
  }

  private static Key key(RowBatch batch, int row) {
    return new Key(
        batch.stringAt(UUID, row), batch.stringAt(MIG_INSTANCE, row), batch.timeMillisAt(row));
  }

  /** One bit for each metric that the row has a reading of. */
  private static long readings(RowBatch batch, int row) {
    long bits = 0;
    for (int metric = 0; metric < COLUMNS.length; metric++) {
      if (!Double.isNaN(batch.doubleAt(COLUMNS[metric], row))) {
        bits |= 1L << metric;
      }
    }
    return bits;
  }

  private static Column[] columns() {
    Column[] columns = new Column[METRICS.length];
    for (GpuMetric metric : METRICS) {
      columns[metric.ordinal()] = Tables.GPU_SAMPLES.column(metric.column());
    }
    return columns;
  }
}
