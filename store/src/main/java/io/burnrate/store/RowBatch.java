package io.burnrate.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one table, held by column in primitive arrays; a column without any value takes no room.
 * Immutable once built; the builder is not thread-safe.
 */
public final class RowBatch {
  /** Stands for an absent value in a {@link ColumnType#LONG} column. */
  public static final long NO_LONG = Long.MIN_VALUE;

  /** The most rows a batch may hold; senders cut larger input. */
  public static final int MAX_ROWS = 100_000;

  private final Table table;
  private final String source;
  private final int rows;
  private final @Nullable Object[] columns;

  private RowBatch(Table table, String source, int rows, @Nullable Object[] columns) {
    this.table = table;
    this.source = source;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * A builder for about {@code capacity} rows.
   *
   * @param source who sent it, for logs and counters
   */
  public static Builder builder(Table table, String source, int capacity) {
    return new Builder(table, source, Math.max(1, capacity));
  }

  public Table table() {
    return table;
  }

  public String source() {
    return source;
  }

  public int rows() {
    return rows;
  }

  public long longAt(Column column, int row) {
    long[] values = (long[]) columns[column.index()];
    check(row);
    return values == null ? NO_LONG : values[row];
  }

  public double doubleAt(Column column, int row) {
    double[] values = (double[]) columns[column.index()];
    check(row);
    return values == null ? Double.NaN : values[row];
  }

  public String stringAt(Column column, int row) {
    String[] values = (String[]) columns[column.index()];
    check(row);
    return values == null ? "" : values[row];
  }

  public long timeMillisAt(int row) {
    return longAt(table.time(), row);
  }

  private void check(int row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows);
    }
  }

  /** Fills rows one after the other. Every value starts as absent. */
  public static final class Builder {
    private final Table table;
    private final String source;
    private final @Nullable Object[] columns;
    private int capacity;
    private int rows;

    private Builder(Table table, String source, int capacity) {
      this.table = table;
      this.source = source;
      this.capacity = capacity;
      this.columns = new @Nullable Object[table.columns().size()];
    }

    /** Begins a row; its place, from 0, is the answer. */
    public int addRow() {
      if (rows == MAX_ROWS) {
        throw new IllegalArgumentException(
            table + ": a batch holds at most " + MAX_ROWS + " rows; send several");
      }
      if (rows == capacity) {
        grow();
      }
      return rows++;
    }

    public int rows() {
      return rows;
    }

    /** Takes the newest row back, as if it had never been added. */
    public Builder removeLastRow() {
      if (rows == 0) {
        throw new IllegalStateException("no row to remove");
      }
      rows--;
      for (Column column : table.columns()) {
        Object values = columns[column.index()];
        if (values != null) {
          System.arraycopy(newColumn(column.type(), 1), 0, values, rows, 1);
        }
      }
      return this;
    }

    public Builder set(int row, Column column, long value) {
      if (value != NO_LONG || columns[column.index()] != null) {
        ((long[]) values(column))[row] = value;
      }
      return this;
    }

    /** Sets a number; an infinite one becomes absent. */
    public Builder set(int row, Column column, double value) {
      double kept = Double.isInfinite(value) ? Double.NaN : value;
      if (!Double.isNaN(kept) || columns[column.index()] != null) {
        ((double[]) values(column))[row] = kept;
      }
      return this;
    }

    /** Sets a text; a NUL in it, which not every store can keep, becomes U+FFFD. */
    public Builder set(int row, Column column, String value) {
      String kept = value.indexOf('\0') < 0 ? value : value.replace('\0', '\ufffd');
      if (!kept.isEmpty() || columns[column.index()] != null) {
        ((String[]) values(column))[row] = kept;
      }
      return this;
    }

    public Builder set(int row, String column, long value) {
      return set(row, table.column(column), value);
    }

    public Builder set(int row, String column, double value) {
      return set(row, table.column(column), value);
    }

    public Builder set(int row, String column, String value) {
      return set(row, table.column(column), value);
    }

    public long longAt(int row, Column column) {
      long[] values = (long[]) columns[column.index()];
      return values == null ? NO_LONG : values[row];
    }

    public double doubleAt(int row, Column column) {
      double[] values = (double[]) columns[column.index()];
      return values == null ? Double.NaN : values[row];
    }

    public String stringAt(int row, Column column) {
      String[] values = (String[]) columns[column.index()];
      return values == null ? "" : values[row];
    }

    /**
     * The batch. Throws {@link IllegalArgumentException} when a row lacks its time or another
     * required value.
     */
    public RowBatch build() {
      for (Column column : table.columns()) {
        if (column.required()) {
          requireAll(column);
        }
      }
      return new RowBatch(table, source, rows, columns.clone());
    }

    private void requireAll(Column column) {
      for (int row = 0; row < rows; row++) {
        if (longAt(row, column) == NO_LONG) {
          throw new IllegalArgumentException(table + ": row " + row + " has no " + column.name());
        }
      }
    }

    private void grow() {
      int wanted = Math.min(MAX_ROWS, capacity * 2);
      for (Column column : table.columns()) {
        Object values = columns[column.index()];
        if (values != null) {
          Object wider = newColumn(column.type(), wanted);
          System.arraycopy(values, 0, wider, 0, rows);
          columns[column.index()] = wider;
        }
      }
      capacity = wanted;
    }

    private Object values(Column column) {
      Object values = columns[column.index()];
      if (values == null) {
        values = newColumn(column.type(), capacity);
        columns[column.index()] = values;
      }
      return values;
    }

    private static Object newColumn(ColumnType type, int length) {
      if (type == ColumnType.LONG) {
        long[] values = new long[length];
        Arrays.fill(values, NO_LONG);
        return values;
      }
      if (type == ColumnType.DOUBLE) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
      }
      String[] values = new String[length];
      Arrays.fill(values, "");
      return values;
    }
  }
}
