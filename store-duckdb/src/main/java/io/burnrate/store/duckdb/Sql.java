package io.burnrate.store.duckdb;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Table;
import java.util.stream.Collectors;

/**
 * The statements that are not queries. Names come from {@link Table} descriptions only, and are
 * quoted; values are always parameters.
 */
final class Sql {
  static final String BEGIN = "BEGIN TRANSACTION";
  static final String COMMIT = "COMMIT";
  static final String ROLLBACK = "ROLLBACK";
  static final String CHECKPOINT = "CHECKPOINT";
  static final String NO_CHECKPOINT_AT_SHUTDOWN = "PRAGMA disable_checkpoint_on_shutdown";

  /** The version of the file's layout that this code writes. */
  static final long FORMAT = 1;

  static final String CREATE_FORMAT =
      "CREATE TABLE IF NOT EXISTS burnrate_format (version BIGINT NOT NULL)";
  static final String READ_FORMAT = "SELECT max(version) FROM burnrate_format";
  static final String WRITE_FORMAT = "INSERT INTO burnrate_format VALUES (?)";
  static final String READ_COLUMNS =
      "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()"
          + " AND schema_name = 'main' AND table_name = ? ORDER BY column_index";

  private Sql() {}

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String checkpointAt(long logBytes) {
    return "SET GLOBAL checkpoint_threshold = '" + logBytes + "B'";
  }

  static String type(ColumnType type) {
    return switch (type) {
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case STRING -> "VARCHAR";
    };
  }

  static String createTable(Table table) {
    return "CREATE TABLE "
        + quoted(table.name())
        + table.columns().stream().map(Sql::definition).collect(Collectors.joining(", ", "(", ")"));
  }

  static String addColumn(Table table, Column column) {
    String absent = column.type() == ColumnType.STRING ? " DEFAULT ''" : "";
    return "ALTER TABLE " + quoted(table.name()) + " ADD COLUMN " + definition(column) + absent;
  }

  private static String definition(Column column) {
    return quoted(column.name()) + " " + type(column.type());
  }

  static String newestTime(Table table) {
    return "SELECT max(" + quoted(table.time().name()) + ") FROM " + quoted(table.name());
  }

  /** The name of the temporary table for rows that may be stored already. */
  static String suspectsName(Table table) {
    return "suspects_" + table.name();
  }

  static String createSuspects(Table table) {
    return "CREATE TEMPORARY TABLE "
        + quoted(suspectsName(table))
        + table.identity().stream()
            .map(column -> quoted(column.name()) + " " + type(column.type()))
            .collect(Collectors.joining(", ", "(suspect_no BIGINT, ", ")"));
  }

  static String clearSuspects(Table table) {
    return "DELETE FROM temp.main." + quoted(suspectsName(table));
  }

  /** The numbers of those suspects that are stored, from one time to another, both included. */
  static String findStored(Table table) {
    String time = "stored." + quoted(table.time().name());
    return "SELECT suspect_no FROM temp.main."
        + quoted(suspectsName(table))
        + " AS suspect SEMI JOIN (SELECT * FROM main."
        + quoted(table.name())
        + " AS stored WHERE "
        + time
        + " BETWEEN ? AND ?) AS stored ON "
        + table.identity().stream().map(Sql::sameValue).collect(Collectors.joining(" AND "));
  }

  private static String sameValue(Column column) {
    boolean maybeNull = column.type() == ColumnType.LONG && column.role() != Column.Role.TIME;
    String name = quoted(column.name());
    return "suspect." + name + (maybeNull ? " IS NOT DISTINCT FROM " : " = ") + "stored." + name;
  }

  /** The time up to which one step deletes: parameters are the cutoff and the rows of a step. */
  static String deletionBound(Table table) {
    String time = quoted(table.time().name());
    return "SELECT max(time) FROM (SELECT "
        + time
        + " AS time FROM "
        + quoted(table.name())
        + " WHERE "
        + time
        + " < ? ORDER BY time LIMIT ?)";
  }

  static String deleteUpTo(Table table) {
    return "DELETE FROM "
        + quoted(table.name())
        + " WHERE "
        + quoted(table.time().name())
        + " <= ?";
  }
}
