package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries, a few at a time, each on a connection of its own, within a time limit. Readers see
 * the last commit and never hold up the writer. Thread-safe.
 */
final class Readers {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final long CANCEL_AGAIN_MILLIS = 100;

  private final Limits limits;
  private final Counters counters;
  private final BlockingQueue<DuckDBConnection> connections;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Database database;

  /** Connections that are here or with a query; only the thread that attaches looks at it. */
  private int given;

  private volatile boolean closing;

  Readers(Limits limits, Counters counters, Database database) throws SQLException {
    this.limits = limits;
    this.counters = counters;
    this.database = database;
    this.connections = new ArrayBlockingQueue<>(limits.readers());
    attach();
    this.threads =
        new ThreadPoolExecutor(
            limits.readers(),
            limits.readers(),
            0,
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(limits.waitingQueries()),
            Threads.daemons("burnrate-store-reader"));
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(1, Threads.daemons("burnrate-store-timer"));
    pool.setRemoveOnCancelPolicy(true);
    this.timer = pool;
  }

  /** Gives every reader a connection. One thread attaches and detaches. */
  void attach() throws SQLException {
    for (; given < limits.readers(); given++) {
      connections.add(database.connect());
    }
  }

  /** Takes the connections away, once their queries end; queries wait until {@link #attach}. */
  void detach() throws InterruptedException {
    running.forEach(each -> each.cancel(ErrorCode.STORE_UNREACHABLE));
    for (; given > 0; given--) {
      closeQuietly(connections.take());
    }
  }

  CompletionStage<ResultTable> query(Query query) {
    Rendered rendered = QueryRenderer.render(query);
    CompletableFuture<ResultTable> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + limits.queryTimeout().toNanos();
    try {
      threads.execute(() -> run(rendered, deadline, answer));
    } catch (RejectedExecutionException e) {
      counters.rejectedQueries.increment();
      BurnrateException error =
          threads.isShutdown()
              ? closed()
              : new BurnrateException(
                  ErrorCode.OVERLOADED,
                  limits.waitingQueries() + " queries wait already; try again later");
      return CompletableFuture.failedStage(error);
    }
    return answer.minimalCompletionStage();
  }

  private void run(Rendered rendered, long deadline, CompletableFuture<ResultTable> answer) {
    long start = System.nanoTime();
    counters.queries.increment();
    DuckDBConnection connection = null;
    try {
      connection = connections.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (connection == null) {
        throw timedOut();
      }
      answer.complete(execute(connection, rendered, deadline));
    } catch (BurnrateException e) {
      answer.completeExceptionally(e);
    } catch (Throwable e) {
      counters.queryFailures.increment();
      database.failed(e);
      LOG.warn("A query failed: {}", rendered.sql(), e);
      answer.completeExceptionally(
          new BurnrateException(ErrorCode.STORE_FAILED, "query failed: " + e.getMessage(), e));
    } finally {
      if (connection != null) {
        connections.add(connection);
      }
      counters.queryNanos.add(System.nanoTime() - start);
    }
  }

  private ResultTable execute(DuckDBConnection connection, Rendered rendered, long deadline)
      throws SQLException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw timedOut();
    }
    if (closing) {
      throw closed();
    }
    try (PreparedStatement statement = connection.prepareStatement(rendered.sql())) {
      bind(statement, rendered.parameters());
      Running me = new Running(statement);
      running.add(me);
      // Repeated: a cancellation that comes before the statement has begun is lost.
      ScheduledFuture<?> alarm =
          timer.scheduleWithFixedDelay(
              () -> me.cancel(ErrorCode.TIMEOUT),
              TimeUnit.NANOSECONDS.toMillis(left) + 1,
              CANCEL_AGAIN_MILLIS,
              TimeUnit.MILLISECONDS);
      try (ResultSet result = statement.executeQuery()) {
        return read(result, rendered, me);
      } catch (SQLException e) {
        if (me.cause != null) {
          throw me.error();
        }
        throw e;
      } finally {
        alarm.cancel(false);
        me.end();
        running.remove(me);
      }
    } catch (RejectedExecutionException e) {
      throw closed();
    }
  }

  private static void bind(PreparedStatement statement, List<Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      Object value = parameters.get(i);
      if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (value instanceof Double number) {
        statement.setDouble(i + 1, number);
      } else {
        statement.setString(i + 1, (String) value);
      }
    }
  }

  private ResultTable read(ResultSet result, Rendered rendered, Running me) throws SQLException {
    List<String> labels = rendered.labels();
    int limit = rendered.query().limit();
    List<@Nullable Object[]> rows = new ArrayList<>();
    while (result.next()) {
      if (me.cause != null) {
        throw me.error();
      }
      if (rows.size() == limit) {
        throw tooLarge(rendered.query());
      }
      @Nullable Object[] row = new @Nullable Object[labels.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = result.getObject(i + 1);
      }
      rows.add(row);
    }
    return new ResultTable(labels, rows);
  }

  private BurnrateException tooLarge(Query query) {
    counters.tooLargeAnswers.increment();
    return new BurnrateException(
        ErrorCode.TOO_LARGE,
        "the answer from "
            + query.table()
            + " has more than "
            + query.limit()
            + " rows; ask for a shorter time range, fewer groups or narrower filters");
  }

  private BurnrateException timedOut() {
    counters.queryTimeouts.increment();
    return new BurnrateException(
        ErrorCode.TIMEOUT,
        "the query took longer than " + limits.queryTimeout().toSeconds() + " s");
  }

  private static BurnrateException closed() {
    return new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is closed");
  }

  int waiting() {
    return threads.getQueue().size();
  }

  /** Takes no more queries; those that run may end within {@code patience}, then are cut off. */
  void close(Duration patience) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      closing = true;
      running.forEach(each -> each.cancel(ErrorCode.STORE_UNREACHABLE));
      threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    timer.shutdownNow();
    connections.forEach(Readers::closeQuietly);
  }

  private static void closeQuietly(DuckDBConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("Closing a reader's connection", e);
    }
  }

  /** A query that runs, so that it can be cut off by another thread, and only itself. */
  private final class Running {
    private final PreparedStatement statement;
    private boolean ended;
    private volatile @Nullable ErrorCode cause;

    Running(PreparedStatement statement) {
      this.statement = statement;
    }

    synchronized void cancel(ErrorCode why) {
      if (ended) {
        return;
      }
      cause = why;
      try {
        statement.cancel();
      } catch (SQLException e) {
        LOG.warn("Cancelling a query", e);
      }
    }

    synchronized void end() {
      ended = true;
    }

    BurnrateException error() {
      return cause == ErrorCode.TIMEOUT ? timedOut() : closed();
    }
  }
}
