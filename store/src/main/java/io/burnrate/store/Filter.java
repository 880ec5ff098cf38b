package io.burnrate.store;

import java.util.List;

/** A condition on one row. Values are data: no store may put one into a query as text. */
public sealed interface Filter {
  /** The column that is looked at. */
  Column column();

  /** A text column holds exactly {@code value}. */
  record Equal(Column column, String value) implements Filter {
    public Equal {
      require(column, ColumnType.STRING);
    }
  }

  /** A text column holds something else than {@code value}. */
  record NotEqual(Column column, String value) implements Filter {
    public NotEqual {
      require(column, ColumnType.STRING);
    }
  }

  /** A text column holds one of {@code values}; none matches an empty list. */
  record In(Column column, List<String> values) implements Filter {
    /** The most values allowed. */
    public static final int MAX_VALUES = 10_000;

    public In {
      require(column, ColumnType.STRING);
      values = List.copyOf(values);
      if (values.size() > MAX_VALUES) {
        throw new IllegalArgumentException("at most " + MAX_VALUES + " values");
      }
    }
  }

  /** A number column compares so with {@code value}. Absent values never match. */
  record Compare(Column column, Operator operator, double value) implements Filter {
    public Compare {
      if (column.type() == ColumnType.STRING) {
        throw new IllegalArgumentException(column.name() + " holds texts, not numbers");
      }
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(column.name() + ": compare with a finite number");
      }
    }
  }

  /** How numbers compare. */
  enum Operator {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    EQUAL("="),
    NOT_EQUAL("<>");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }

  private static void require(Column column, ColumnType type) {
    if (column.type() != type) {
      throw new IllegalArgumentException(column.name() + " is not of type " + type);
    }
  }
}
