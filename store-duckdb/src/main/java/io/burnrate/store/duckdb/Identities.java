package io.burnrate.store.duckdb;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.util.List;

/** Hashes and compares the identities of one table's rows. Immutable. */
final class Identities {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final List<Column> columns;

  Identities(Table table) {
    this.columns = table.identity();
  }

  /** Equal for equal identities; for different ones nearly always different. */
  long hash(RowBatch batch, int row) {
    long hash = 0;
    for (Column column : columns) {
      long part =
          column.type() == ColumnType.LONG
              ? batch.longAt(column, row)
              : batch.stringAt(column, row).hashCode();
      hash = (hash ^ part) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  boolean equal(RowBatch one, int oneRow, RowBatch other, int otherRow) {
    for (Column column : columns) {
      boolean same =
          column.type() == ColumnType.LONG
              ? one.longAt(column, oneRow) == other.longAt(column, otherRow)
              : one.stringAt(column, oneRow).equals(other.stringAt(column, otherRow));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
