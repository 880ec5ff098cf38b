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
  private final Database database;
  private final Readers readers;
  private final Retention retention;
  private final Limits limits;
  private @Nullable DuckDBConnection connection;
  private final Map<Table, TableWriter> tables = new HashMap<>();
  private volatile String failure = "";
  private volatile boolean hurry;

  /** What the writer works with. */
  record Parts(
      CommitQueue queue,
      Tail tail,
      Executor answers,
      Counters counters,
      Database database,
      Readers readers,
      Retention retention) {}

  /** Reads what is needed to know rows again; the file must be open. */
  Writer(Parts parts, Limits limits) throws SQLException {
    this.queue = parts.queue();
    this.tail = parts.tail();
    this.answers = parts.answers();
    this.counters = parts.counters();
    this.database = parts.database();
    this.readers = parts.readers();
    this.retention = parts.retention();
    this.limits = limits;
    attach();
  }

  private DuckDBConnection attach() throws SQLException {
    DuckDBConnection fresh = database.connect();
    try {
      for (Table table : Tables.ALL) {
        tables.put(table, new TableWriter(fresh, table, limits.recentIdentities(), counters));
      }
    } catch (SQLException e) {
      fresh.close();
      throw e;
    }
    connection = fresh;
    return fresh;
  }

  private void detach() {
    tables.values().forEach(TableWriter::closeAppender);
    tables.clear();
    DuckDBConnection old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        LOG.warn("Closing the writer's connection", e);
      }
    }
  }

  /** The connection, if need be to a file that is opened anew. */
  private DuckDBConnection connection() throws SQLException, InterruptedException {
    DuckDBConnection current = connection;
    if (current != null && !database.broken()) {
      return current;
    }
    LOG.warn("The database refuses to work after a failure; opening it anew");
    detach();
    readers.detach();
    database.reopen();
    readers.attach();
    counters.reopenings.increment();
    failure = "";
    return attach();
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
    List<Pending> group = List.of();
    try {
      while (!queue.drained()) {
        group = queue.take(more ? Duration.ZERO : IDLE);
        if (!group.isEmpty()) {
          commit(group);
          queue.release(group);
          group = List.of();
        }
        more = maintain();
      }
    } catch (Throwable e) {
      failure = "the writer stopped: " + e;
      LOG.error("The store's writer stopped", e);
      // Those of the group that have their answer keep it.
      fail(group, ErrorCode.STORE_FAILED, failure, e);
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
    detach();
  }

  /** Answers whether there is more to do at once. */
  private boolean maintain() throws InterruptedException {
    try {
      database.paceCheckpoints(connection(), System.nanoTime());
      return retention.step(connection(), database);
    } catch (SQLException | BurnrateException e) {
      failure = "the database cannot be opened: " + e.getMessage();
      LOG.error("The database cannot be opened anew; trying again", e);
      return false;
    }
  }

  private void commit(List<Pending> group) throws InterruptedException {
    if (hurry) {
      fail(group, ErrorCode.STORE_UNREACHABLE, "the store closed before this was stored", null);
      return;
    }
    long start = System.nanoTime();
    Exception failed = tryToWrite(group);
    if (failed != null && database.broken()) {
      // Once more, in the file opened anew: what became durable all the same is recognised there.
      failed = tryToWrite(group);
    }
    if (failed == null) {
      counters.commits.increment();
      counters.commitNanos.add(System.nanoTime() - start);
      accept(group);
    } else if (group.size() > 1 && !database.broken()) {
      // One of them is at fault: each on its own, so that the others are kept.
      for (Pending each : group) {
        commit(List.of(each));
      }
    } else {
      failure = "the last commit failed: " + failed.getMessage();
      LOG.error("A batch from {} was not stored", group.get(0).batch().source(), failed);
      fail(group, ErrorCode.STORE_FAILED, "not stored: " + failed.getMessage(), failed);
    }
  }

  private void accept(List<Pending> group) throws InterruptedException {
    failure = "";
    // Who hears of it is settled before the senders are answered: a tail that begins after an
    // answer
    // does not get what was answered.
    List<Tail.Delivery> deliveries =
        group.stream().map(pending -> tail.addressed(pending.batch())).toList();
    answers.execute(() -> group.forEach(pending -> pending.answer().complete(null)));
    for (Tail.Delivery delivery : deliveries) {
      tail.publish(delivery);
    }
  }

  /** Answers what went wrong, if anything; then nothing of the group is stored. */
  private @Nullable Exception tryToWrite(List<Pending> group) throws InterruptedException {
    try {
      write(group, connection());
      return null;
    } catch (SQLException | RuntimeException e) {
      database.failed(e);
      rollback();
      return e;
    }
  }

  private void write(List<Pending> group, DuckDBConnection into) throws SQLException {
    Map<Table, List<RowBatch>> byTable = new LinkedHashMap<>();
    for (Pending pending : group) {
      byTable
          .computeIfAbsent(pending.batch().table(), key -> new ArrayList<>())
          .add(pending.batch());
    }
    try (Statement statement = into.createStatement()) {
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
    DuckDBConnection current = connection;
    if (current == null) {
      return;
    }
    try (Statement statement = current.createStatement()) {
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
