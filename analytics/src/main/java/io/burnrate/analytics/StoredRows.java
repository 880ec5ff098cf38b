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

  static List<RowBatch> batches(ResultTable rows, Table table) {
    List<Column> columns = rows.labels().stream().map(table::column).toList();
    List<RowBatch> batches = new ArrayList<>();
    for (int from = 0; from < rows.rows(); from += RowBatch.MAX_ROWS) {
      int to = Math.min(rows.rows(), from + RowBatch.MAX_ROWS);
      RowBatch.Builder batch = RowBatch.builder(table, "store", to - from);
      for (int row = from; row < to; row++) {
        copy(rows, row, columns, batch);
      }
      batches.add(batch.build());
    }
    return batches;
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
