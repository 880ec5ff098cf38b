package io.burnrate.store;

import io.burnrate.domain.TimeRange;
import java.util.List;

/**
 * A question to one table: either figures by group ({@code aggregates} not empty) or plain rows
 * ({@code columns} not empty). All {@code filters} must hold. Without {@code order}, the order of
 * the answer is open.
 *
 * @param limit the most rows to answer, 1 to {@link #MAX_LIMIT}
 */
public record Query(
    Table table,
    TimeRange range,
    List<Filter> filters,
    List<Group> groups,
    List<Aggregate> aggregates,
    List<Column> columns,
    List<Order> order,
    int limit) {
  /** The most rows that one answer may hold. */
  public static final int MAX_LIMIT = 1_000_000;

  /** By the value of the answer's column {@code label}. */
  public record Order(String label, boolean descending) {}

  public Query {
    filters = List.copyOf(filters);
    groups = List.copyOf(groups);
    aggregates = List.copyOf(aggregates);
    columns = List.copyOf(columns);
    order = List.copyOf(order);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: expected 1 to " + MAX_LIMIT + ", got " + limit);
    }
    if (aggregates.isEmpty() == columns.isEmpty()) {
      throw new IllegalArgumentException("ask for aggregates or for columns, one of the two");
    }
    if (!columns.isEmpty() && !groups.isEmpty()) {
      throw new IllegalArgumentException("plain rows have no groups");
    }
  }

  /** A question for figures. */
  public static Query aggregate(
      Table table,
      TimeRange range,
      List<Filter> filters,
      List<Group> groups,
      List<Aggregate> aggregates) {
    return new Query(table, range, filters, groups, aggregates, List.of(), List.of(), MAX_LIMIT);
  }

  /** A question for plain rows. */
  public static Query rows(
      Table table, TimeRange range, List<Filter> filters, List<Column> columns) {
    return new Query(table, range, filters, List.of(), List.of(), columns, List.of(), MAX_LIMIT);
  }

  public Query orderedBy(String label, boolean descending) {
    List<Order> longer = new java.util.ArrayList<>(order);
    longer.add(new Order(label, descending));
    return new Query(table, range, filters, groups, aggregates, columns, longer, limit);
  }

  public Query limitedTo(int rows) {
    return new Query(table, range, filters, groups, aggregates, columns, order, rows);
  }
}
