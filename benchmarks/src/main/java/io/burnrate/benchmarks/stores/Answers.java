package io.burnrate.benchmarks.stores;

import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells whether two answers to one question are equal, whatever the order of their rows. */
final class Answers {
  /** Of sums of doubles, which stores add up in different orders. */
  private static final double MOST_DIFFERENCE = 1e-9;

  private Answers() {}

  /** The first difference, if there is one. */
  static Optional<String> difference(Query query, ResultTable first, ResultTable second) {
    if (first.rows() != second.rows()) {
      return Optional.of(first.rows() + " rows and " + second.rows());
    }
    Map<String, Integer> places = new HashMap<>();
    for (int row = 0; row < first.rows(); row++) {
      places.put(key(query, first, row), row);
    }
    for (int row = 0; row < second.rows(); row++) {
      String key = key(query, second, row);
      Integer place = places.get(key);
      if (place == null) {
        return Optional.of("only one of them has a row " + key);
      }
      for (Aggregate aggregate : query.aggregates()) {
        if (!same(aggregate, first, place, second, row)) {
          String label = aggregate.label();
          return Optional.of(
              "%s of %s: %s and %s"
                  .formatted(
                      label, key, first.stringAt(place, label), second.stringAt(row, label)));
        }
      }
    }
    return Optional.empty();
  }

  private static String key(Query query, ResultTable answer, int row) {
    StringBuilder key = new StringBuilder();
    for (Group group : query.groups()) {
      key.append(answer.stringAt(row, group.label())).append(' ');
    }
    return key.toString();
  }

  private static boolean same(
      Aggregate aggregate, ResultTable first, int place, ResultTable second, int row) {
    String label = aggregate.label();
    if (first.present(place, label) != second.present(row, label)) {
      return false;
    }
    if (whole(aggregate)) {
      return first.longAt(place, label) == second.longAt(row, label);
    }
    double a = first.doubleAt(place, label);
    double b = second.doubleAt(row, label);
    return Double.compare(a, b) == 0
        || Math.abs(a - b) <= MOST_DIFFERENCE * Math.max(Math.abs(a), Math.abs(b));
  }

  private static boolean whole(Aggregate aggregate) {
    Column column = aggregate.column();
    return aggregate.function() == Function.COUNT
        || (column != null
            && column.type() == ColumnType.LONG
            && aggregate.function() != Function.AVG);
  }
}
