package io.burnrate.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure for each group. Absent values are left out of all but {@link Function#COUNT} of rows.
 *
 * @param column null only for a COUNT of rows
 * @param label the name of the answer's column
 * @param where only rows that meet all of these are looked at
 */
public record Aggregate(
    Function function, @Nullable Column column, String label, List<Filter> where) {
  /** What is computed. */
  public enum Function {
    /** Rows, or present values of a column. Answers a long. */
    COUNT,
    /** Exact for whole-number columns (a long); absent when there is no value. */
    SUM,
    AVG,
    MIN,
    MAX,
    /** The value with the latest time; of equal times any. Number columns only. */
    LAST
  }

  public Aggregate {
    where = List.copyOf(where);
    if (column == null && function != Function.COUNT) {
      throw new IllegalArgumentException(function + " needs a column");
    }
    if (column != null && column.type() == ColumnType.STRING && function != Function.COUNT) {
      throw new IllegalArgumentException(function + " of the text " + column.name());
    }
  }

  public static Aggregate countRows(String label, Filter... where) {
    return new Aggregate(Function.COUNT, null, label, List.of(where));
  }

  public static Aggregate of(Function function, Column column, String label, Filter... where) {
    return new Aggregate(function, column, label, List.of(where));
  }

  public static Aggregate sum(Column column, Filter... where) {
    return of(Function.SUM, column, column.name(), where);
  }
}
