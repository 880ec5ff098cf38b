package io.burnrate.analytics;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.util.ArrayList;
import java.util.List;

/** Turns rows that were read back from a store into the batches they came as. */
final class StoredRows {
  private StoredRows() {}

  /** Rows in time order, in batches that never part rows of the same time. */
  static List<RowBatch> batches(ResultTable rows, Table table) {
    List<Column> columns = rows.labels().stream().map(table::column).toList();
    List<RowBatch> batches = new ArrayList<>();
    int from = 0;
    while (from < rows.rows()) {
      int to = end(rows, from, table.time().name());
      RowBatch.Builder batch = RowBatch.builder(table, "store", to - from);
      for (int row = from; row < to; row++) {
        copy(rows, row, columns, batch);
      }
      batches.add(batch.build());
      from = to;
    }
    return batches;
  }

  private static int end(ResultTable rows, int from, String time) {
    int to = Math.min(rows.rows(), from + RowBatch.MAX_ROWS);
    int whole = to;
    while (to < rows.rows() && whole > from && sameTime(rows, whole, time)) {
      whole--;
    }
    return whole > from ? whole : to;
  }

  private static boolean sameTime(ResultTable rows, int row, String time) {
    return rows.longAt(row - 1, time) == rows.longAt(row, time);
  }

  private static void copy(
      ResultTable rows, int row, List<Column> columns, RowBatch.Builder batch) {
    int place = batch.addRow();
    for (Column column : columns) {
      if (column.type() == ColumnType.LONG) {
        batch.set(place, column, rows.longAt(row, column.name()));
      } else if (column.type() == ColumnType.DOUBLE) {
        batch.set(place, column, rows.doubleAt(row, column.name()));
      } else {
        batch.set(place, column, rows.stringAt(row, column.name()));
      }
    }
  }
}
