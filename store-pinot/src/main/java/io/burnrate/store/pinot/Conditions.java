package io.burnrate.store.pinot;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Filter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions on one row as Pinot's SQL, once for WHERE and once for CASE WHEN, which Pinot computes
 * in different ways. Values are quoted here: Pinot's protocol has no parameters.
 */
final class Conditions {
  /** Holds for no row: every row has its time, and absence is what this number stands for. */
  private static final String ABSENT_LONG = Long.toString(Long.MIN_VALUE);

  /** The least finite number; absent numbers are stored as negative infinity, which is below it. */
  private static final String LEAST_DOUBLE = "-1.7976931348623157E308";

  private static final double TWO_TO_63 = 0x1p63;

  private final Column time;

  Conditions(Column time) {
    this.time = time;
  }

  /** {@code filter} for WHERE, where Pinot reads a number as the column's type has it. */
  String where(Filter filter) {
    return sql(filter, false);
  }

  /** {@code filter} for CASE WHEN. */
  String caseWhen(Filter filter) {
    return sql(filter, true);
  }

  private String sql(Filter filter, boolean inCase) {
    String name = name(filter.column());
    if (filter instanceof Filter.Equal equal) {
      return name + " = " + text(equal.value());
    }
    if (filter instanceof Filter.NotEqual notEqual) {
      return name + " <> " + text(notEqual.value());
    }
    if (filter instanceof Filter.In in) {
      return in(name, in.values());
    }
    Filter.Compare compare = (Filter.Compare) filter;
    String compared =
        compare.column().type() == ColumnType.LONG
            ? compareWhole(name, compare)
            : name + (inCase ? byDifference(compare) : directly(compare));
    String present = present(compare.column());
    return present.isEmpty() ? compared : compared + " AND " + present;
  }

  private String in(String name, List<String> values) {
    if (values.isEmpty()) {
      return never();
    }
    return name
        + values.stream().map(Conditions::text).collect(Collectors.joining(", ", " IN (", ")"));
  }

  private static String directly(Filter.Compare compare) {
    return " " + compare.operator().sign() + " " + compare.value();
  }

  /**
   * In CASE WHEN, Pinot 0.11 takes 0.1 for a float, which equals no double. The operand of a
   * subtraction is read as a double; and the sign of a difference of doubles is exact.
   */
  private static String byDifference(Filter.Compare compare) {
    double value = compare.value();
    String minus = value < 0 ? " + " + -value : " - " + Math.abs(value);
    return minus + " " + compare.operator().sign() + " 0";
  }

  /** Compares as whole numbers: as doubles, neighbours beyond 2^53 would be equal. */
  private String compareWhole(String name, Filter.Compare compare) {
    double value = compare.value();
    boolean whole = value == Math.rint(value);
    boolean inside = value >= -TWO_TO_63 && value < TWO_TO_63;
    return switch (compare.operator()) {
      case EQUAL, NOT_EQUAL ->
          whole && inside
              ? name + " " + compare.operator().sign() + " " + (long) value
              : all(name, compare.operator() == Filter.Operator.NOT_EQUAL);
      case LESS, LESS_OR_EQUAL -> {
        boolean strict = whole && compare.operator() == Filter.Operator.LESS;
        yield inside
            ? name + (strict ? " < " : " <= ") + (long) Math.floor(value)
            : all(name, value > 0);
      }
      case GREATER, GREATER_OR_EQUAL -> {
        boolean strict = whole && compare.operator() == Filter.Operator.GREATER;
        yield inside
            ? name + (strict ? " > " : " >= ") + (long) Math.ceil(value)
            : all(name, value < 0);
      }
    };
  }

  /** Every present value, or none. */
  private String all(String name, boolean every) {
    return every ? name + " > " + ABSENT_LONG : never();
  }

  private String never() {
    return name(time) + " = " + ABSENT_LONG;
  }

  /** That {@code column} has a value; empty where every row has one. */
  static String present(Column column) {
    if (column.required()) {
      return "";
    }
    return name(column)
        + switch (column.type()) {
          case LONG -> " > " + ABSENT_LONG;
          case DOUBLE -> " >= " + LEAST_DOUBLE;
          case STRING -> " <> ''";
        };
  }

  static String name(Column column) {
    return quoted(column.name());
  }

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** {@code value} as it was stored, between quotes; nothing but the quote is special there. */
  static String text(String value) {
    String stored = RowWriter.wellFormed(value).replace('\0', '\ufffd');
    return "'" + stored.replace("'", "''") + "'";
  }
}
