package io.burnrate.store.pinot;

import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.pinot.Rendered.Cell;
import java.util.StringJoiner;

/**
 * Renders one aggregate. Absent values, and rows that its own conditions leave out, are kept apart
 * by CASE WHEN: FILTER together with GROUP BY is not in 0.11. A column that every row has is added
 * up without it, so that Pinot can use a star-tree. Used once, by one thread.
 *
 * <p>Pinot adds up and compares doubles. A whole number is known to be exact while no step on the
 * way can have left the range in which doubles are; otherwise it is asked for again with slower
 * functions that are exact.
 */
final class Figure {
  private static final String GREATEST = Long.toString(Long.MAX_VALUE);
  private static final String LEAST = Long.toString(Long.MIN_VALUE);
  private static final String GREATEST_DOUBLE = "1.7976931348623157E308";

  private final Aggregate aggregate;
  private final SqlRenderer sql;
  private final String condition;

  Figure(Aggregate aggregate, SqlRenderer sql) {
    this.aggregate = aggregate;
    this.sql = sql;
    StringJoiner all = new StringJoiner(" AND ");
    Column column = aggregate.column();
    if (column != null && !Conditions.present(column).isEmpty()) {
      all.add(Conditions.present(column));
    }
    aggregate.where().forEach(filter -> all.add(sql.conditions().caseWhen(filter)));
    this.condition = all.toString();
  }

  Cell cell() {
    int count = sql.select(condition.isEmpty() ? "COUNT(*)" : "SUM(" + when("1", "0") + ")");
    Column column = aggregate.column();
    if (column == null || aggregate.function() == Aggregate.Function.COUNT) {
      return row -> (long) Cells.number(row.get(count));
    }
    String value = Conditions.name(column);
    boolean whole = column.type() == ColumnType.LONG;
    Cell figure =
        switch (aggregate.function()) {
          case COUNT -> throw new IllegalStateException("answered above");
          case SUM -> whole ? wholeSum(value, count) : Cells.real(sum(value));
          case AVG -> Cells.quotient(sum(value), count);
          case MIN -> whole ? wholeLeast(value) : Cells.real(least(value, GREATEST_DOUBLE));
          case MAX ->
              whole ? wholeGreatest(value) : Cells.real(greatest(value, "-" + GREATEST_DOUBLE));
          case LAST -> last(value, column.type());
        };
    return row -> Cells.number(row.get(count)) == 0 ? null : figure.of(row);
  }

  private String when(String then, String otherwise) {
    return condition.isEmpty()
        ? then
        : "CASE WHEN " + condition + " THEN " + then + " ELSE " + otherwise + " END";
  }

  private int sum(String value) {
    return sql.select("SUM(" + when(value, "0") + ")");
  }

  private int least(String value, String otherwise) {
    return sql.select("MIN(" + when(value, otherwise) + ")");
  }

  private int greatest(String value, String otherwise) {
    return sql.select("MAX(" + when(value, otherwise) + ")");
  }

  private Cell wholeSum(String value, int count) {
    if (sql.exact()) {
      return Cells.precise(sql.select("SUMPRECISION(" + when(value, "0") + ")"));
    }
    return Cells.exactSum(sum(value), count, least(value, "0"), greatest(value, "0"));
  }

  private Cell wholeLeast(String value) {
    if (sql.exact()) {
      String seen = when(value, GREATEST);
      return Cells.whole(sql.select("FIRSTWITHTIME(" + seen + ", " + seen + ", 'LONG')"));
    }
    return Cells.exact(least(value, GREATEST));
  }

  private Cell wholeGreatest(String value) {
    if (sql.exact()) {
      String seen = when(value, LEAST);
      return Cells.whole(sql.select("LASTWITHTIME(" + seen + ", " + seen + ", 'LONG')"));
    }
    return Cells.exact(greatest(value, LEAST));
  }

  private Cell last(String value, ColumnType type) {
    String time = when(Conditions.name(sql.time()), LEAST);
    int place = sql.select("LASTWITHTIME(" + value + ", " + time + ", '" + type + "')");
    return Cells.value(type, place);
  }
}
