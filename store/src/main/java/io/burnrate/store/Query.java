package io.burnrate.store;

import io.burnrate.domain.TimeRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A question to one table: either figures by group ({@code aggregates} not empty) or plain rows
 * ({@code columns} not empty). All {@code filters} must hold. Columns must be the table's own and
 * the answer's labels differ; anything else throws {@link IllegalArgumentException}. Without {@code
 * order}, the order of the answer is open; absent numbers come last in either direction.
 *
 * <p>A question is answered wholly or fails, unless {@link #limitedTo} chooses how many rows are
 * enough: figures that are added up must not lack some without a word.
 *
 * @param limit the most rows to answer, 1 to {@link #MAX_LIMIT}
 * @param whole what happens when there are more rows than {@code limit}: if true the question fails
 *     with TOO_LARGE, if false the answer ends there
 */
public record Query(
    Table table,
    TimeRange range,
    List<Filter> filters,
    List<Group> groups,
    List<Aggregate> aggregates,
    List<Column> columns,
    List<Order> order,
    int limit,
    boolean whole) {
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
    requireKnownColumns(table, filters, groups, aggregates, columns);
    requireLabels(labels(groups, aggregates, columns), order);
  }

  private static void requireKnownColumns(
      Table table,
      List<Filter> filters,
      List<Group> groups,
      List<Aggregate> aggregates,
      List<Column> columns) {
    Set<Column> asked = new LinkedHashSet<>(columns);
    filters.forEach(filter -> asked.add(filter.column()));
    for (Group group : groups) {
      if (group instanceof Group.By by) {
        asked.add(by.column());
      }
    }
    for (Aggregate aggregate : aggregates) {
      if (aggregate.column() != null) {
        asked.add(aggregate.column());
      }
      aggregate.where().forEach(filter -> asked.add(filter.column()));
    }
    for (Column column : asked) {
      if (!table.columns().contains(column)) {
        throw new IllegalArgumentException("table " + table + " has no column " + column.name());
      }
    }
  }

  private static List<String> labels(
      List<Group> groups, List<Aggregate> aggregates, List<Column> columns) {
    List<String> labels = new ArrayList<>();
    groups.forEach(group -> labels.add(group.label()));
    aggregates.forEach(aggregate -> labels.add(aggregate.label()));
    columns.forEach(column -> labels.add(column.name()));
    return labels;
  }

  private static void requireLabels(List<String> labels, List<Order> order) {
    if (Set.copyOf(labels).size() != labels.size()) {
      throw new IllegalArgumentException("a column of the answer is named twice: " + labels);
    }
    for (Order each : order) {
      if (!labels.contains(each.label())) {
        throw new IllegalArgumentException(
            "order: the answer has no column " + each.label() + ", only " + labels);
      }
    }
  }

  /** The names of the answer's columns, in order. */
  public List<String> labels() {
    return labels(groups, aggregates, columns);
  }

  /** A question for figures, answered wholly or not at all. */
  public static Query aggregate(
      Table table,
      TimeRange range,
      List<Filter> filters,
      List<Group> groups,
      List<Aggregate> aggregates) {
    return new Query(
        table, range, filters, groups, aggregates, List.of(), List.of(), MAX_LIMIT, true);
  }

  /** A question for plain rows, answered wholly or not at all. */
  public static Query rows(
      Table table, TimeRange range, List<Filter> filters, List<Column> columns) {
    return new Query(
        table, range, filters, List.of(), List.of(), columns, List.of(), MAX_LIMIT, true);
  }

  public Query orderedBy(String label, boolean descending) {
    List<Order> longer = new ArrayList<>(order);
    longer.add(new Order(label, descending));
    return new Query(table, range, filters, groups, aggregates, columns, longer, limit, whole);
  }

  /** The same, for the first {@code rows} rows; the rest is left out without a failure. */
  public Query limitedTo(int rows) {
    return new Query(table, range, filters, groups, aggregates, columns, order, rows, false);
  }

  /** The same, to be answered wholly or, when there are more than {@code rows} rows, not at all. */
  public Query completeWithin(int rows) {
    return new Query(table, range, filters, groups, aggregates, columns, order, rows, true);
  }
}
