package io.burnrate.store.pinot;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.pinot.Rendered.Cell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Turns one query into SQL that Pinot 0.11 and 1.x understand alike. Columns of the answer have
 * names of our own, so that labels never enter the text. Used once, by one thread.
 */
final class SqlRenderer {
  /** One group too many shows that the answer is not whole. */
  static final long GROUP_LIMIT = Query.MAX_LIMIT + 1L;

  private final Map<String, Integer> selected = new LinkedHashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private final Query query;
  private final boolean exact;
  private final Conditions conditions;

  private SqlRenderer(Query query, boolean exact) {
    this.query = query;
    this.exact = exact;
    this.conditions = new Conditions(query.table().time());
  }

  /**
   * Renders {@code query}.
   *
   * @param table what Pinot calls the query's table
   * @param exact whether whole numbers are computed exactly beyond 2^53, which is slower; otherwise
   *     the answer says where they were not
   */
  static Rendered render(Query query, String table, boolean exact) {
    return new SqlRenderer(query, exact).render(table);
  }

  private Rendered render(String table) {
    for (Group group : query.groups()) {
      group(group);
    }
    for (Aggregate aggregate : query.aggregates()) {
      cells.add(new Figure(aggregate, this).cell());
    }
    for (Column column : query.columns()) {
      cells.add(Cells.value(column.type(), select(Conditions.name(column))));
    }
    StringJoiner names = new StringJoiner(", ");
    selected.forEach((expression, place) -> names.add(expression + " AS " + alias(place)));
    String sql =
        "SELECT " + names + " FROM " + Conditions.quoted(table) + " WHERE " + where() + ending();
    return new Rendered(query, sql, List.copyOf(cells));
  }

  /** The place of {@code expression} in the answer; the same one when it is asked for again. */
  int select(String expression) {
    Integer place = selected.putIfAbsent(expression, selected.size());
    return place == null ? selected.size() - 1 : place;
  }

  boolean exact() {
    return exact;
  }

  Conditions conditions() {
    return conditions;
  }

  Column time() {
    return query.table().time();
  }

  private static String alias(int place) {
    return "\"c_" + place + '"';
  }

  private void group(Group group) {
    if (group instanceof Group.By by) {
      cells.add(Cells.value(by.column().type(), select(Conditions.name(by.column()))));
    } else if (group instanceof Group.TimeBucket bucket) {
      // A quotient is a double, and exact enough to be rounded down for times below 2^52 ms.
      long width = bucket.width().toMillis();
      int place = select("FLOOR(DIV(" + Conditions.name(time()) + ", " + width + "))");
      cells.add(row -> ((long) Cells.number(row.get(place))) * width);
    }
  }

  private String where() {
    TimeRange range = query.range();
    String time = Conditions.name(time());
    StringJoiner all = new StringJoiner(" AND ");
    all.add(time + " >= " + ceilMillis(range.start()));
    all.add(time + " < " + ceilMillis(range.end()));
    query.filters().forEach(filter -> all.add(conditions.where(filter)));
    return all.toString();
  }

  /** Times are whole milliseconds, so both bounds round up. Instants beyond a long are clamped. */
  static long ceilMillis(Instant instant) {
    try {
      long millis = instant.toEpochMilli();
      return Instant.ofEpochMilli(millis).isBefore(instant) ? Math.addExact(millis, 1) : millis;
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** How it goes on after the conditions. */
  private String ending() {
    if (query.columns().isEmpty()) {
      // Several servers that each left out some groups would make others' figures too small.
      StringJoiner groups = new StringJoiner(", ", " GROUP BY ", "").setEmptyValue("");
      for (int place = 0; place < query.groups().size(); place++) {
        groups.add(alias(place));
      }
      return groups + " LIMIT " + GROUP_LIMIT;
    }
    StringJoiner order = new StringJoiner(", ", " ORDER BY ", "").setEmptyValue("");
    for (Query.Order each : query.order()) {
      Column column = query.table().column(each.label());
      String present = Conditions.present(column);
      if (column.type() != ColumnType.STRING && !present.isEmpty()) {
        order.add("CASE WHEN " + present + " THEN 0 ELSE 1 END");
      }
      order.add(Conditions.name(column) + (each.descending() ? " DESC" : " ASC"));
    }
    return order + " LIMIT " + (query.limit() + (query.whole() ? 1L : 0L));
  }
}
