package io.burnrate.store.duckdb;

import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows that are older than their table keeps them, a bounded number at a step, so that
 * commits go on in between. For the writer thread only.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final Map<String, Duration> keep;
  private final Limits limits;
  private final InstantSource clock;
  private final Counters counters;
  private final ArrayDeque<Table> left = new ArrayDeque<>();
  private long roundNanos;
  private boolean started;

  Retention(Map<String, Duration> keep, Limits limits, InstantSource clock, Counters counters) {
    this.keep = keep;
    this.limits = limits;
    this.clock = clock;
    this.counters = counters;
  }

  /** Does one step, if one is due. Answers whether another is due at once. */
  boolean step(DuckDBConnection connection, Database database) {
    long now = System.nanoTime();
    if (left.isEmpty()) {
      if (started && now - roundNanos < limits.retentionInterval().toNanos()) {
        return false;
      }
      started = true;
      roundNanos = now;
      Tables.ALL.stream().filter(table -> keep.containsKey(table.name())).forEach(left::add);
    }
    Table table = left.peek();
    if (table == null) {
      return false;
    }
    try {
      if (delete(connection, table) == 0) {
        left.remove();
      }
    } catch (SQLException e) {
      left.remove();
      database.failed(e);
      counters.retentionFailures.increment();
      LOG.error("Old rows of {} could not be deleted; the next try comes later", table, e);
    }
    return !left.isEmpty();
  }

  private long delete(DuckDBConnection connection, Table table) throws SQLException {
    long cutoff =
        clock.instant().minus(keep.getOrDefault(table.name(), Duration.ZERO)).toEpochMilli();
    long bound;
    try (PreparedStatement find = connection.prepareStatement(Sql.deletionBound(table))) {
      find.setLong(1, cutoff);
      find.setLong(2, limits.retentionStepRows());
      try (ResultSet answer = find.executeQuery()) {
        answer.next();
        bound = answer.getLong(1);
        if (answer.wasNull()) {
          return 0;
        }
      }
    }
    try (PreparedStatement delete = connection.prepareStatement(Sql.deleteUpTo(table))) {
      delete.setLong(1, bound);
      long rows = delete.executeLargeUpdate();
      counters.deletedRows.add(rows);
      return rows;
    }
  }
}
