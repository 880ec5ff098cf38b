package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import io.burnrate.store.pinot.Rendered.Cell;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Ways to read a cell of Pinot's answer. */
final class Cells {
  /** Every whole number nearer to 0 is a double of its own. */
  private static final double EXACT = 0x1p53;

  private Cells() {}

  /** A stored value, null when it stands for absence. */
  static Cell value(ColumnType type, int place) {
    return switch (type) {
      case LONG -> whole(place);
      case DOUBLE -> real(place);
      case STRING -> row -> row.get(place).asText();
    };
  }

  static Cell whole(int place) {
    return row -> {
      JsonNode cell = row.get(place);
      long value = cell.isIntegralNumber() ? cell.longValue() : Long.parseLong(cell.asText());
      return value == RowBatch.NO_LONG ? null : value;
    };
  }

  static Cell real(int place) {
    return row -> finite(number(row.get(place)));
  }

  static Cell quotient(int dividend, int divisor) {
    return row -> finite(number(row.get(dividend)) / number(row.get(divisor)));
  }

  /** A whole number that went through doubles unchanged. */
  static Cell exact(int place) {
    return row -> {
      double value = number(row.get(place));
      return Math.abs(value) < EXACT ? (Object) (long) value : Rendered.INEXACT;
    };
  }

  /** A sum of doubles that cannot have been rounded, whatever the order of adding. */
  static Cell exactSum(int sum, int count, int least, int greatest) {
    return row -> {
      double magnitude =
          Math.max(Math.abs(number(row.get(least))), Math.abs(number(row.get(greatest))));
      return magnitude * number(row.get(count)) < EXACT
          ? (Object) (long) number(row.get(sum))
          : Rendered.INEXACT;
    };
  }

  /** A whole number that comes as text, or fails with STORE_FAILED when no long can hold it. */
  static Cell precise(int place) {
    return row -> {
      try {
        return new BigDecimal(row.get(place).asText()).longValueExact();
      } catch (ArithmeticException e) {
        throw new BurnrateException(
            ErrorCode.STORE_FAILED, "a sum is too large for a whole number of 64 bits", e);
      }
    };
  }

  /** Pinot writes what is not finite as text. */
  static double number(JsonNode cell) {
    return cell.isNumber() ? cell.doubleValue() : Double.parseDouble(cell.asText());
  }

  private static @Nullable Object finite(double value) {
    return value == Double.NEGATIVE_INFINITY || Double.isNaN(value) ? null : (Object) value;
  }
}
