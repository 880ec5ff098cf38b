package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes: commits waiting batches together, then answers their senders and
 * feeds the tail. {@link #failure} may be read by any thread.
 */
final class Writer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final CommitQueue queue;
  private final Tail tail;
  private final Executor answers;
  private final Counters counters;
  private final DuckDBConnection connection;
  private final Retention retention;
  private final Map<Table, TableWriter> tables = new HashMap<>();
  private volatile String failure = "";
  private volatile boolean hurry;

  /** What the writer works with. */
  record Parts(
      CommitQueue queue,
      Tail tail,
      Executor answers,
      Counters counters,
      DuckDBConnection connection,
      Retention retention) {}

  /** Reads what is needed to know rows again; the file must be open. */
  Writer(Parts parts, Limits limits) throws SQLException {
    this.queue = parts.queue();
    this.tail = parts.tail();
    this.answers = parts.answers();
    this.counters = parts.counters();
    this.connection = parts.connection();
    this.retention = parts.retention();
    for (Table table : Tables.ALL) {
      tables.put(table, new TableWriter(connection, table, limits.recentIdentities(), counters));
    }
  }

  /** Why the last commit failed, or why there are none any more; empty when all is well. */
  String failure() {
    return failure;
  }

  /** What is not committed yet is given back to its senders as failed. */
  void hurry() {
    hurry = true;
  }

  @Override
  public void run() {
    boolean more = true;
    try {
      while (!queue.drained()) {
        List<Pending> group = queue.take(more ? Duration.ZERO : IDLE);
        if (!group.isEmpty()) {
          commit(group);
          queue.release(group);
        }
        more = retention.step();
      }
    } catch (InterruptedException e) {
      LOG.warn("The store's writer was interrupted");
    } catch (Throwable e) {
      failure = "the writer stopped: " + e;
      LOG.error("The store's writer stopped", e);
    } finally {
      end();
    }
  }

  private void end() {
    queue.close();
    try {
      for (List<Pending> rest = queue.take(Duration.ZERO);
          !rest.isEmpty();
          rest = queue.take(Duration.ZERO)) {
        fail(rest, ErrorCode.STORE_UNREACHABLE, "the store stopped before this was stored", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tables.values().forEach(TableWriter::closeAppender);
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("Closing the writer's connection", e);
    }
  }

  private void commit(List<Pending> group) throws InterruptedException {
    if (hurry) {
      fail(group, ErrorCode.STORE_UNREACHABLE, "the store closed before this was stored", null);
      return;
    }
    long start = System.nanoTime();
    try {
      write(group);
    } catch (SQLException | RuntimeException e) {
      rollback();
      if (group.size() == 1) {
        failure = "the last commit failed: " + e.getMessage();
        LOG.error("A batch from {} was not stored", group.get(0).batch().source(), e);
        fail(group, ErrorCode.STORE_FAILED, "not stored: " + e.getMessage(), e);
      } else {
        // One of them is at fault: each on its own, so that the others are kept.
        for (Pending each : group) {
          commit(List.of(each));
        }
      }
      return;
    }
    failure = "";
    counters.commits.increment();
    counters.commitNanos.add(System.nanoTime() - start);
    answers.execute(() -> group.forEach(pending -> pending.answer().complete(null)));
    for (Pending pending : group) {
      tail.publish(pending.batch());
    }
  }

  private void write(List<Pending> group) throws SQLException {
    Map<Table, List<RowBatch>> byTable = new LinkedHashMap<>();
    for (Pending pending : group) {
      byTable
          .computeIfAbsent(pending.batch().table(), key -> new ArrayList<>())
          .add(pending.batch());
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(Sql.BEGIN);
      for (Map.Entry<Table, List<RowBatch>> each : byTable.entrySet()) {
        writerOf(each.getKey()).append(each.getValue());
      }
      statement.execute(Sql.COMMIT);
    }
    for (Table table : byTable.keySet()) {
      writerOf(table).committed();
    }
  }

  private TableWriter writerOf(Table table) {
    TableWriter writer = tables.get(table);
    if (writer == null) {
      throw new IllegalArgumentException("no such table: " + table);
    }
    return writer;
  }

  private void rollback() {
    tables.values().forEach(TableWriter::beforeRollback);
    try (Statement statement = connection.createStatement()) {
      statement.execute(Sql.ROLLBACK);
    } catch (SQLException e) {
      LOG.debug("Rolling back", e);
    }
  }

  private void fail(
      List<Pending> group, ErrorCode code, String message, @Nullable Throwable cause) {
    counters.failedBatches.add(group.size());
    BurnrateException error = new BurnrateException(code, message, cause);
    answers.execute(() -> group.forEach(pending -> pending.answer().completeExceptionally(error)));
  }
}
