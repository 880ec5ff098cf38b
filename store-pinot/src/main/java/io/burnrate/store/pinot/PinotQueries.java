package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store.Health;
import io.burnrate.store.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries from Pinot, once it has read every acknowledged row. Thread-safe.
 *
 * <p>At most {@link QuerySlots#MAX_RUNNING} run and {@link QuerySlots#MAX_WAITING} wait.
 */
final class PinotQueries implements QueryStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PinotQueries.class);
  private static final int THREADS = 4;
  private static final int MOST_SQL = 2_000;

  private final PinotConfig config;
  private final Names names;
  private final QueryCounters counters = new QueryCounters();
  private final QuerySlots slots = new QuerySlots();
  private volatile @Nullable Parts parts;
  private volatile boolean closed;

  /** What an open one has. */
  private record Parts(
      ThreadPoolExecutor threads, FreshnessGate gate, Brokers brokers, Wellness wellness) {}

  private PinotQueries(PinotConfig config, Names names) {
    this.config = config;
    this.names = names;
  }

  /** Does no I/O. */
  static PinotQueries create(PinotConfig config, Names names) {
    return new PinotQueries(config, names);
  }

  /**
   * Gets ready, and looks once whether a broker answers, which {@link #health} tells. Fails only
   * when the settings for https cannot be used.
   */
  synchronized void open() {
    if (closed || parts != null) {
      return;
    }
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Daemons.named("burnrate-store-queries"));
    PinotHttp http = new PinotHttp(config);
    FreshnessGate gate = new FreshnessGate(config, names, http, counters);
    Brokers brokers = new Brokers(config, counters);
    Wellness wellness = new Wellness(config, http, this::probe);
    parts = new Parts(threads, gate, brokers, wellness);
    wellness.begin();
  }

  /** The row at {@code offset} is durable: every query from now on sees it. */
  void acknowledged(Table table, int partition, long offset) {
    Parts open = parts;
    if (open != null) {
      open.gate().acknowledged(table, partition, offset);
    }
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    Rendered rendered = SqlRenderer.render(query, names.table(query.table()), false);
    Parts open = parts;
    if (closed || open == null) {
      counters.rejected.increment();
      return CompletableFuture.failedStage(
          closed
              ? Failures.closed()
              : new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is not open"));
    }
    long deadline = System.nanoTime() + config.queryTimeout().toNanos();
    CompletableFuture<ResultTable> answer = slots.run(() -> attempt(open, rendered, deadline));
    if (QuerySlots.refused(answer)) {
      counters.rejected.increment();
    }
    return answer.minimalCompletionStage();
  }

  private CompletableFuture<ResultTable> attempt(Parts open, Rendered rendered, long deadline) {
    long start = System.nanoTime();
    counters.queries.increment();
    Table table = rendered.query().table();
    return open.gate()
        .caughtUp(table, deadline)
        .thenComposeAsync(ready -> execute(open, rendered, deadline), open.threads())
        .handle(
            (answer, failure) -> {
              counters.nanos.add(System.nanoTime() - start);
              if (failure == null) {
                open.wellness().succeeded(table);
                return answer;
              }
              BurnrateException error = error(Failures.cause(failure));
              count(error, rendered);
              open.wellness().failed(table, error);
              throw error;
            });
  }

  private CompletableFuture<ResultTable> execute(Parts open, Rendered rendered, long deadline) {
    Executor threads = open.threads();
    return open.brokers()
        .ask(rendered.sql(), deadline)
        .thenApplyAsync(rows -> read(rendered, rows), threads)
        .thenCompose(
            answer -> {
              if (answer.isPresent()) {
                return CompletableFuture.completedFuture(answer.get());
              }
              counters.asksAgainExactly.increment();
              Query query = rendered.query();
              Rendered exact = SqlRenderer.render(query, names.table(query.table()), true);
              return open.brokers()
                  .ask(exact.sql(), deadline)
                  .thenApplyAsync(rows -> read(exact, rows).orElseThrow(), threads);
            });
  }

  private static Optional<ResultTable> read(Rendered rendered, JsonNode rows) {
    try {
      return Answers.read(rendered, rows);
    } catch (NumberFormatException | NullPointerException e) {
      throw new BurnrateException(
          ErrorCode.STORE_FAILED, "Pinot's answer is not what was asked for: " + e.getMessage(), e);
    }
  }

  private static BurnrateException error(Throwable cause) {
    if (cause instanceof BurnrateException known) {
      return known;
    }
    return cause instanceof RejectedExecutionException
        ? Failures.closed()
        : new BurnrateException(ErrorCode.STORE_FAILED, "query failed: " + cause, cause);
  }

  private void count(BurnrateException error, Rendered rendered) {
    switch (error.code()) {
      case TIMEOUT -> counters.timeouts.increment();
      case PARTIAL_RESULT -> counters.partialResults.increment();
      case TOO_LARGE -> counters.tooLargeAnswers.increment();
      default -> counters.failures.increment();
    }
    if (error.code() == ErrorCode.STORE_FAILED) {
      String sql = rendered.sql();
      LOG.warn(
          "A query failed: {}: {}",
          error.getMessage(),
          sql.length() <= MOST_SQL ? sql : sql.substring(0, MOST_SQL) + "…");
    }
  }

  private void probe(Query query) {
    query(query).whenComplete((answer, failure) -> {});
  }

  /** Whether a query would likely succeed. Does not block. */
  Health health() {
    Parts open = parts;
    if (closed || open == null) {
      return Health.failed(closed ? "the store is closed" : "the store is not open");
    }
    return open.wellness().health();
  }

  Map<String, Double> measurements() {
    Map<String, Double> all = new LinkedHashMap<>();
    counters.addTo(all);
    Parts open = parts;
    all.put("running_queries", (double) slots.running());
    all.put("waiting_queries", (double) slots.waiting());
    all.put("freshness_lag_records", open == null ? 0.0 : open.gate().lagRecords());
    all.put("pinot_servers_known", open == null ? 0.0 : open.gate().servers().known());
    all.put("pinot_brokers_up", open == null ? 0.0 : open.wellness().brokersUp());
    return all;
  }

  /** Queries that wait fail; those that run may still end. */
  @Override
  public synchronized void close() {
    Parts open = parts;
    if (closed) {
      return;
    }
    closed = true;
    if (open != null) {
      open.wellness().close();
      open.gate().close();
      slots.close(Failures.closed());
      open.brokers().close();
      open.threads().shutdown();
    }
  }
}
