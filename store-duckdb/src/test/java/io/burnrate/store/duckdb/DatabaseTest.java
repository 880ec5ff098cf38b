package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final long SECOND = 1_000_000_000;

  /** About 12 MiB of log, 60 in five seconds at one a second. */
  private static final String TWELVE_MIB =
      "INSERT INTO burnrate_texts SELECT repeat('x', 1000) || i FROM range(12500) AS of(i)";

  @TempDir Path folder;

  private static String checkpointsAt(DuckDBConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("SELECT current_setting('checkpoint_threshold')")) {
      answer.next();
      return answer.getString(1);
    }
  }

  @Test
  void checkpointsComeLaterWhileTheLogGrowsFast() throws SQLException {
    DuckDbConfig config = DuckDbConfig.at(folder);
    try (Database database = Database.open(config);
        DuckDBConnection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE burnrate_texts (text VARCHAR)");
      String usual = checkpointsAt(connection);
      database.paceCheckpoints(connection, 0);
      statement.execute(TWELVE_MIB);

      database.paceCheckpoints(connection, SECOND);
      assertThat(usual).isEqualTo("32.0 MiB");
      assertThat(checkpointsAt(connection)).isEqualTo("64.0 MiB");

      database.paceCheckpoints(connection, 2 * SECOND);
      assertThat(checkpointsAt(connection)).isEqualTo(usual);
    }
  }
}
