package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Column;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/** Brings a file's tables up to their descriptions. */
final class Schema {
  private Schema() {}

  /** Creates missing tables and columns; throws when the file holds something else. */
  static void prepare(DuckDBConnection connection, Path folder) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Sql.BEGIN);
      checkFormat(connection, statement, folder);
      for (Table table : Tables.ALL) {
        Map<String, String> found = columns(connection, table);
        if (found.isEmpty()) {
          statement.execute(Sql.createTable(table));
          continue;
        }
        for (Column column : table.columns()) {
          String type = found.get(column.name());
          if (type == null) {
            statement.execute(Sql.addColumn(table, column));
          } else if (!type.equals(Sql.type(column.type()))) {
            throw incompatible(
                folder, table + "." + column.name() + " is of type " + type + ", not ours");
          }
        }
      }
      statement.execute(Sql.COMMIT);
    }
  }

  private static void checkFormat(DuckDBConnection connection, Statement statement, Path folder)
      throws SQLException {
    statement.execute(Sql.CREATE_FORMAT);
    try (ResultSet answer = statement.executeQuery(Sql.READ_FORMAT)) {
      answer.next();
      long version = answer.getLong(1);
      if (!answer.wasNull()) {
        if (version != Sql.FORMAT) {
          throw incompatible(
              folder, "its format is " + version + ", this version knows " + Sql.FORMAT);
        }
        return;
      }
    }
    try (PreparedStatement write = connection.prepareStatement(Sql.WRITE_FORMAT)) {
      write.setLong(1, Sql.FORMAT);
      write.execute();
    }
  }

  /** Types by name, in the order in which the table holds them. */
  static Map<String, String> columns(DuckDBConnection connection, Table table) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(Sql.READ_COLUMNS)) {
      statement.setString(1, table.name());
      try (ResultSet answer = statement.executeQuery()) {
        while (answer.next()) {
          types.put(answer.getString(1), answer.getString(2));
        }
      }
    }
    return types;
  }

  private static BurnrateException incompatible(Path folder, String what) {
    return new BurnrateException(
        ErrorCode.STORE_FAILED,
        "store.path: the database in "
            + folder
            + " was made by another version of Burnrate ("
            + what
            + "); run the version that made it, or use another folder");
  }
}
