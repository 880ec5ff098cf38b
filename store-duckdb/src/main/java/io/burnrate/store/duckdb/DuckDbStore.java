package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded store: one database file, one writer, a few readers. Thread-safe. */
final class DuckDbStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbStore.class);

  /** Commits whose senders wait to be answered; beyond it the writer answers them itself. */
  private static final int MAX_WAITING_ANSWERS = 1_024;

  /**
   * The longest that rows wait for their commit while their sender waits too. 20 commits a second
   * cost 3 to 6 % of a core, so it is no knob.
   */
  private static final Duration SENDERS_INTERVAL = Duration.ofMillis(50);

  /** Parts of the time for closing: 3 and 3 for the writer, 2 for queries, tails, answers. */
  private static final int CLOSE_PARTS = 10;

  private static final int WRITER_PARTS = 3;

  private final DuckDbConfig config;
  private final Limits limits;
  private final InstantSource clock;
  private final Counters counters = new Counters();
  private final CommitQueue queue;
  private final Tail tail;
  private volatile @Nullable Opened opened;
  private boolean closed;

  /** What there is between open and close. */
  private record Opened(
      Database database,
      Writer writer,
      Thread writerThread,
      Readers readers,
      ThreadPoolExecutor answers) {}

  DuckDbStore(DuckDbConfig config, Limits limits, InstantSource clock) {
    this.config = config;
    this.limits = limits;
    this.clock = clock;
    this.queue =
        new CommitQueue(
            config.maxQueuedRows(),
            limits.groupRows(),
            config.commitInterval(),
            shorter(config.commitInterval(), SENDERS_INTERVAL));
    this.tail = new Tail(clock, limits.tailRows(), counters);
  }

  @Override
  public synchronized void open() {
    if (closed || opened != null) {
      throw new IllegalStateException("a store is opened once");
    }
    Database database = Database.open(config);
    try {
      Retention retention = new Retention(config.retention(), limits, clock, counters);
      ThreadPoolExecutor answers = answers();
      Readers readers = new Readers(limits, counters, database);
      Writer writer =
          new Writer(
              new Writer.Parts(queue, tail, answers, counters, database, readers, retention),
              limits);
      Thread thread = Threads.daemons("burnrate-store-writer").newThread(writer);
      opened = new Opened(database, writer, thread, readers, answers);
      tail.start();
      thread.start();
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw new BurnrateException(
          ErrorCode.STORE_FAILED, "store.path: " + config.path() + ": " + e.getMessage(), e);
    }
  }

  /** Senders' follow-ups run here, so that none of them can hold up or dead-lock the writer. */
  private static ThreadPoolExecutor answers() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_WAITING_ANSWERS),
        Threads.daemons("burnrate-store-answers"),
        (task, pool) -> task.run());
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    return append(batch, false);
  }

  @Override
  public CompletionStage<Void> appendSoon(RowBatch batch) {
    return append(batch, true);
  }

  private CompletionStage<Void> append(RowBatch batch, boolean soon) {
    if (!Tables.ALL.contains(batch.table())) {
      throw new IllegalArgumentException("no such table: " + batch.table());
    }
    if (opened == null) {
      return unreachable();
    }
    if (batch.rows() == 0) {
      return CompletableFuture.completedStage(null);
    }
    Pending pending = new Pending(batch);
    return switch (queue.offer(pending, soon)) {
      case ACCEPTED -> pending.answer().minimalCompletionStage();
      case CLOSED -> unreachable();
      case FULL -> {
        counters.rejectedBatches.increment();
        yield CompletableFuture.failedStage(
            new BurnrateException(
                ErrorCode.OVERLOADED,
                "more than "
                    + config.maxQueuedRows()
                    + " rows wait to be stored; try again later"));
      }
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static <T> CompletionStage<T> unreachable() {
    return CompletableFuture.failedStage(
        new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is not open"));
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    Opened now = opened;
    return now == null ? unreachable() : now.readers().query(query);
  }

  @Override
  public Subscription tail(Table table, Consumer<RowBatch> consumer) {
    return tail.subscribe(table, consumer);
  }

  @Override
  public int shardCount() {
    return 1;
  }

  /** Alone with the file, so every row is this member's. */
  @Override
  public Membership join(String group, Table table, Worker worker) {
    worker.gained(Shards.all(1));
    return new SoleMembership(this, tail.subscribe(table, worker::accept));
  }

  @Override
  public Health health() {
    Opened now = opened;
    if (now == null) {
      return Health.failed("the store is not open");
    }
    String failure = now.writer().failure();
    return failure.isEmpty() ? Health.OK : Health.failed(failure);
  }

  @Override
  public Map<String, Double> measurements() {
    Map<String, Double> all = counters.asMap();
    Opened now = opened;
    all.put("queued_rows", (double) queue.heldRows());
    all.put("tail_queued_rows", (double) tail.waitingRows());
    all.put("waiting_queries", now == null ? 0.0 : now.readers().waiting());
    all.put("database_bytes", now == null ? 0.0 : now.database().bytes());
    return all;
  }

  /** Another connection to the open file. */
  DuckDBConnection connect() throws SQLException {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("not open");
    }
    return now.database().connect();
  }

  @Override
  public synchronized void close() {
    Opened now = opened;
    closed = true;
    opened = null;
    queue.close();
    if (now == null) {
      return;
    }
    try {
      Duration part = limits.closeTimeout().dividedBy(CLOSE_PARTS);
      long writerMillis = part.multipliedBy(WRITER_PARTS).toMillis();
      now.writerThread().join(writerMillis);
      tail.stopHoldingBack();
      now.writer().hurry();
      now.writerThread().join(writerMillis);
      now.readers().close(part);
      tail.close(part);
      now.answers().shutdown();
      now.answers().awaitTermination(part.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while closing the store");
      Thread.currentThread().interrupt();
    }
    if (now.writerThread().isAlive()) {
      LOG.error("The store's writer did not end in time; its file is left open and locked");
    } else {
      now.database().close();
    }
  }
}
