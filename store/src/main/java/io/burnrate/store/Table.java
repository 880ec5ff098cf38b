package io.burnrate.store;

import io.burnrate.store.Column.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The description of one table, from which every store makes its own. A row's identity is its time
 * and its key columns: a second row with the same identity is not stored.
 */
public final class Table {
  private final String name;
  private final List<Column> columns;
  private final Map<String, Column> byName = new LinkedHashMap<>();
  private final Column time;
  private final Column shardKey;

  private Table(String name, List<Column> columns, String shardKey) {
    this.name = name;
    this.columns = List.copyOf(columns);
    Column found = null;
    for (Column column : columns) {
      if (byName.put(column.name(), column) != null) {
        throw new IllegalArgumentException(name + ": column " + column.name() + " twice");
      }
      if (column.role() == Role.TIME) {
        found = column;
      }
    }
    if (found == null) {
      throw new IllegalArgumentException(name + ": no time column");
    }
    this.time = found;
    this.shardKey = shardKey.isEmpty() ? found : column(shardKey);
  }

  public static Builder named(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  public List<Column> columns() {
    return columns;
  }

  public Column time() {
    return time;
  }

  /** The columns that make a row's identity, the time among them. */
  public List<Column> identity() {
    return columns.stream().filter(Column::identity).toList();
  }

  /**
   * The text column by which rows belong together: those with one value of it keep their order, and
   * are worked on by one replica ({@link Shards}). It is the first key; the time where there is
   * none, which then means that rows have no such order.
   */
  public Column shardKey() {
    return shardKey;
  }

  /** The column {@code columnName}; throws {@link IllegalArgumentException} if there is none. */
  public Column column(String columnName) {
    Column column = byName.get(columnName);
    if (column == null) {
      throw new IllegalArgumentException("table " + name + " has no column " + columnName);
    }
    return column;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects columns in order. */
  public static final class Builder {
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private String shardKey = "";

    private Builder(String name) {
      this.name = name;
    }

    public Builder time(String column) {
      return add(column, ColumnType.LONG, Role.TIME);
    }

    public Builder key(String... names) {
      if (shardKey.isEmpty()) {
        shardKey = names[0];
      }
      return addAll(ColumnType.STRING, Role.KEY, names);
    }

    /** Rows belong together by this key instead of the first one. */
    public Builder shardedBy(String name) {
      shardKey = name;
      return this;
    }

    public Builder keyLong(String... names) {
      return addAll(ColumnType.LONG, Role.KEY, names);
    }

    public Builder dimension(String... names) {
      return addAll(ColumnType.STRING, Role.DIMENSION, names);
    }

    public Builder metricDouble(String... names) {
      return addAll(ColumnType.DOUBLE, Role.METRIC, names);
    }

    public Builder metricLong(String... names) {
      return addAll(ColumnType.LONG, Role.METRIC, names);
    }

    /** Whole numbers that every row has. */
    public Builder requiredLong(String... names) {
      for (String each : names) {
        columns.add(new Column(each, ColumnType.LONG, Role.METRIC, columns.size(), true));
      }
      return this;
    }

    public Builder payload(String... names) {
      return addAll(ColumnType.STRING, Role.PAYLOAD, names);
    }

    public Table build() {
      return new Table(name, columns, shardKey);
    }

    private Builder addAll(ColumnType type, Role role, String... names) {
      for (String each : names) {
        add(each, type, role);
      }
      return this;
    }

    private Builder add(String column, ColumnType type, Role role) {
      columns.add(new Column(column, type, role, columns.size(), role == Role.TIME));
      return this;
    }
  }
}
