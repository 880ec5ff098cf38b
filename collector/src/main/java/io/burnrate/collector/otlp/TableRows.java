package io.burnrate.collector.otlp;

import io.burnrate.collector.http.BatchAppender;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;

/** The rows of one export for one table; full batches are handed on as they fill. One thread. */
final class TableRows {
  private static final String SOURCE = "otlp";
  private static final int FIRST_ROWS = 128;

  private final Table table;
  private final BatchAppender appender;
  private RowBatch.Builder rows;
  private int row = -1;

  TableRows(Table table, BatchAppender appender) {
    this.table = table;
    this.appender = appender;
    this.rows = RowBatch.builder(table, SOURCE, FIRST_ROWS);
  }

  /** Begins a row, which {@code set} is about from now on. */
  void next() {
    if (rows.rows() == RowBatch.MAX_ROWS) {
      appender.add(rows.build());
      rows = RowBatch.builder(table, SOURCE, RowBatch.MAX_ROWS);
    }
    row = rows.addRow();
  }

  void set(Column column, String value) {
    rows.set(row, column, value);
  }

  void set(Column column, long value) {
    rows.set(row, column, value);
  }

  void set(Column column, double value) {
    rows.set(row, column, value);
  }

  /** Hands on what is left. */
  void finish() {
    appender.add(rows.build());
    rows = RowBatch.builder(table, SOURCE, FIRST_ROWS);
  }
}
