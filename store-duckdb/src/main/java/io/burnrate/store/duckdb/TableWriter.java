package io.burnrate.store.duckdb;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into one table, inside the transaction that its caller holds, and leaves out those that
 * are stored. For the writer thread only.
 */
final class TableWriter {
  private final DuckDBConnection connection;
  private final Table table;
  private final Counters counters;
  private final Identities identities;
  private final RecentIdentities recent;

  /** The table's columns in the file's order; null for one that this version does not know. */
  private final List<@Nullable Column> physical = new ArrayList<>();

  private @Nullable DuckDBAppender appender;
  private @Nullable RowGroup uncommitted;

  TableWriter(DuckDBConnection connection, Table table, int recentIdentities, Counters counters)
      throws SQLException {
    this.connection = connection;
    this.table = table;
    this.counters = counters;
    this.identities = new Identities(table);
    Set<String> known = Set.copyOf(table.columns().stream().map(Column::name).toList());
    for (String name : Schema.columns(connection, table).keySet()) {
      physical.add(known.contains(name) ? table.column(name) : null);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(Sql.createSuspects(table));
      try (ResultSet newest = statement.executeQuery(Sql.newestTime(table))) {
        newest.next();
        long newestMillis = newest.getLong(1);
        long floor = newest.wasNull() ? Long.MIN_VALUE : newestMillis;
        recent = new RecentIdentities(recentIdentities, floor);
        if (!newest.wasNull()) {
          recent.forgetUpTo(newestMillis);
        }
      }
    }
  }

  void append(List<RowBatch> batches) throws SQLException {
    RowGroup rows = new RowGroup(identities, batches);
    uncommitted = rows;
    dropStored(rows);
    DuckDBAppender into = appender;
    if (into == null) {
      into = connection.createAppender(table.name());
      appender = into;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.dropped(i)) {
        into.beginRow();
        for (Column column : physical) {
          if (column == null) {
            into.appendDefault();
          } else {
            put(into, column, rows.batch(i), rows.rowNumber(i));
          }
        }
        into.endRow();
      }
    }
    into.flush();
  }

  private static void put(DuckDBAppender into, Column column, RowBatch batch, int row)
      throws SQLException {
    if (column.type() == ColumnType.DOUBLE) {
      double value = batch.doubleAt(column, row);
      if (Double.isNaN(value)) {
        into.appendNull();
      } else {
        into.append(value);
      }
    } else if (column.type() == ColumnType.LONG) {
      long value = batch.longAt(column, row);
      if (value == RowBatch.NO_LONG) {
        into.appendNull();
      } else {
        into.append(value);
      }
    } else {
      into.append(batch.stringAt(column, row));
    }
  }

  /** Asks the table about rows that may be stored, over no more than their stretch of time. */
  private void dropStored(RowGroup rows) throws SQLException {
    int suspects = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    try (DuckDBAppender into = suspectsOf(rows)) {
      for (int i = 0; into != null && i < rows.size(); i++) {
        if (!surelyNew(rows, i)) {
          putSuspect(into, rows, i);
          suspects++;
          first = Math.min(first, rows.timeMillis(i));
          last = Math.max(last, rows.timeMillis(i));
        }
      }
    }
    if (suspects == 0) {
      return;
    }
    counters.checkedRows.add(suspects);
    try (PreparedStatement find = connection.prepareStatement(Sql.findStored(table))) {
      find.setLong(1, first);
      find.setLong(2, last);
      try (ResultSet stored = find.executeQuery()) {
        while (stored.next()) {
          rows.drop((int) stored.getLong(1));
        }
      }
    }
    try (Statement clear = connection.createStatement()) {
      clear.execute(Sql.clearSuspects(table));
    }
  }

  private @Nullable DuckDBAppender suspectsOf(RowGroup rows) throws SQLException {
    for (int i = 0; i < rows.size(); i++) {
      if (!surelyNew(rows, i)) {
        return connection.createAppender("temp", "main", Sql.suspectsName(table));
      }
    }
    return null;
  }

  private boolean surelyNew(RowGroup rows, int i) {
    return recent.surelyNew(rows.timeMillis(i), rows.hash(i));
  }

  private void putSuspect(DuckDBAppender into, RowGroup rows, int i) throws SQLException {
    into.beginRow();
    into.append((long) i);
    for (Column column : table.identity()) {
      put(into, column, rows.batch(i), rows.rowNumber(i));
    }
    into.endRow();
  }

  /** The transaction is durable. */
  void committed() {
    RowGroup rows = uncommitted;
    if (rows == null) {
      return;
    }
    uncommitted = null;
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.dropped(i)) {
        recent.add(rows.timeMillis(i), rows.hash(i));
      }
    }
    counters.appendedRows.add((long) rows.size() - droppedOf(rows));
    counters.duplicateRows.add(rows.duplicates());
  }

  private static int droppedOf(RowGroup rows) {
    int dropped = 0;
    for (int i = 0; i < rows.size(); i++) {
      dropped += rows.dropped(i) ? 1 : 0;
    }
    return dropped;
  }

  /**
   * The transaction is about to be rolled back. What the appender still holds must go into it, not
   * behind it; and as a failed commit may have become durable, its times are not trusted any more.
   */
  void beforeRollback() {
    closeAppender();
    if (uncommitted != null) {
      recent.forgetUpTo(uncommitted.maxMillis());
      uncommitted = null;
    }
  }

  void closeAppender() {
    DuckDBAppender open = appender;
    appender = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // Its rows belong to a transaction that failed already; that failure is reported.
        counters.appenderFailures.increment();
      }
    }
  }
}
