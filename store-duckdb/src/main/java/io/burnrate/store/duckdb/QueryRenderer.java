package io.burnrate.store.duckdb;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns one query into DuckDB's SQL. Every value becomes a parameter; columns of the answer are
 * referred to by their place, so that labels never enter the text. Used once, by one thread.
 */
final class QueryRenderer {
  private static final String NEVER = "FALSE";
  private static final double TWO_TO_63 = 0x1p63;

  private final StringBuilder sql = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final Query query;

  private QueryRenderer(Query query) {
    this.query = query;
  }

  static Rendered render(Query query) {
    return new QueryRenderer(query).render();
  }

  private Rendered render() {
    sql.append("SELECT ");
    query.groups().forEach(this::group);
    query.aggregates().forEach(this::aggregate);
    for (Column column : query.columns()) {
      answer(column.name());
      sql.append(Sql.quoted(column.name()));
    }
    sql.append(" FROM ").append(Sql.quoted(query.table().name())).append(" WHERE ");
    range(query.range());
    for (Filter filter : query.filters()) {
      sql.append(" AND ");
      filter(filter);
    }
    for (int place = 1; place <= query.groups().size(); place++) {
      sql.append(place == 1 ? " GROUP BY " : ", ").append(place);
    }
    order();
    sql.append(" LIMIT ");
    // One row too many shows that the answer would not be whole.
    parameter(query.limit() + (query.whole() ? 1L : 0L));
    return new Rendered(query, sql.toString(), parameters);
  }

  private void answer(String label) {
    if (!labels.isEmpty()) {
      sql.append(", ");
    }
    labels.add(label);
  }

  private void parameter(Object value) {
    sql.append('?');
    parameters.add(value);
  }

  private void group(Group group) {
    answer(group.label());
    if (group instanceof Group.By by) {
      sql.append(Sql.quoted(by.column().name()));
    } else if (group instanceof Group.TimeBucket bucket) {
      // The remainder takes the sign of the time; adding the width once makes it a floor.
      String time = Sql.quoted(query.table().time().name());
      long width = bucket.width().toMillis();
      sql.append(time).append(" - ((").append(time).append(" % ");
      parameter(width);
      sql.append("::BIGINT + ");
      parameter(width);
      sql.append("::BIGINT) % ");
      parameter(width);
      sql.append("::BIGINT)");
    }
  }

  private void aggregate(Aggregate aggregate) {
    answer(aggregate.label());
    Column column = aggregate.column();
    List<Runnable> conditions = new ArrayList<>();
    if (column == null) {
      sql.append("count(*)");
    } else {
      String name = Sql.quoted(column.name());
      boolean wholeSum =
          aggregate.function() == Aggregate.Function.SUM && column.type() == ColumnType.LONG;
      sql.append(
          switch (aggregate.function()) {
            case COUNT -> "count(" + name + ")";
            case SUM -> (wholeSum ? "CAST(sum(" : "sum(") + name + ")";
            case AVG -> "avg(" + name + ")";
            case MIN -> "min(" + name + ")";
            case MAX -> "max(" + name + ")";
            case LAST -> "arg_max(" + name + ", " + time() + ")";
          });
      if (column.type() == ColumnType.STRING) {
        conditions.add(() -> sql.append(name).append(" <> ''"));
      }
      aggregate.where().forEach(filter -> conditions.add(() -> filter(filter)));
      filterClause(conditions);
      if (wholeSum) {
        sql.append(" AS BIGINT)");
      }
      return;
    }
    aggregate.where().forEach(filter -> conditions.add(() -> filter(filter)));
    filterClause(conditions);
  }

  private void filterClause(List<Runnable> conditions) {
    for (int i = 0; i < conditions.size(); i++) {
      sql.append(i == 0 ? " FILTER (WHERE " : " AND ");
      conditions.get(i).run();
    }
    if (!conditions.isEmpty()) {
      sql.append(')');
    }
  }

  private String time() {
    return Sql.quoted(query.table().time().name());
  }

  private void range(TimeRange range) {
    sql.append(time()).append(" >= ");
    parameter(ceilMillis(range.start()));
    sql.append(" AND ").append(time()).append(" < ");
    parameter(ceilMillis(range.end()));
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

  private void filter(Filter filter) {
    String name = Sql.quoted(filter.column().name());
    if (filter instanceof Filter.Equal equal) {
      sql.append(name).append(" = ");
      parameter(equal.value());
    } else if (filter instanceof Filter.NotEqual notEqual) {
      sql.append(name).append(" <> ");
      parameter(notEqual.value());
    } else if (filter instanceof Filter.In in) {
      in(name, in.values());
    } else if (filter instanceof Filter.Compare compare) {
      if (compare.column().type() == ColumnType.LONG) {
        compareWhole(name, compare);
      } else {
        sql.append(name).append(' ').append(compare.operator().sign()).append(' ');
        parameter(compare.value());
      }
    }
  }

  private void in(String name, List<String> values) {
    if (values.isEmpty()) {
      sql.append(NEVER);
      return;
    }
    sql.append(name).append(" IN (");
    for (int i = 0; i < values.size(); i++) {
      sql.append(i == 0 ? "" : ", ");
      parameter(values.get(i));
    }
    sql.append(')');
  }

  /** Compares as whole numbers: as doubles, neighbours beyond 2^53 would be equal. */
  private void compareWhole(String name, Filter.Compare compare) {
    double value = compare.value();
    boolean whole = value == Math.rint(value);
    boolean inside = value >= -TWO_TO_63 && value < TWO_TO_63;
    switch (compare.operator()) {
      case EQUAL, NOT_EQUAL -> {
        if (whole && inside) {
          sql.append(name).append(' ').append(compare.operator().sign()).append(' ');
          parameter((long) value);
        } else {
          all(name, compare.operator() == Filter.Operator.NOT_EQUAL);
        }
      }
      case LESS, LESS_OR_EQUAL -> {
        if (inside) {
          boolean strict = whole && compare.operator() == Filter.Operator.LESS;
          sql.append(name).append(strict ? " < " : " <= ");
          parameter((long) Math.floor(value));
        } else {
          all(name, value > 0);
        }
      }
      case GREATER, GREATER_OR_EQUAL -> {
        if (inside) {
          boolean strict = whole && compare.operator() == Filter.Operator.GREATER;
          sql.append(name).append(strict ? " > " : " >= ");
          parameter((long) Math.ceil(value));
        } else {
          all(name, value < 0);
        }
      }
    }
  }

  /** Every present value, or none. */
  private void all(String name, boolean every) {
    sql.append(every ? name + " IS NOT NULL" : NEVER);
  }

  private void order() {
    for (int i = 0; i < query.order().size(); i++) {
      Query.Order order = query.order().get(i);
      int place = labels.indexOf(order.label()) + 1;
      if (place == 0) {
        throw new IllegalArgumentException("order: the answer has no column " + order.label());
      }
      sql.append(i == 0 ? " ORDER BY " : ", ").append(place);
      sql.append(order.descending() ? " DESC NULLS LAST" : " ASC NULLS LAST");
    }
  }
}
