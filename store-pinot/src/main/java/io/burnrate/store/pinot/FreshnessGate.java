package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds a query back until Pinot has read every row that was acknowledged before it: up to Kafka's
 * end offsets, and up to what this process itself was acknowledged. Thread-safe.
 */
final class FreshnessGate implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(2);

  private final Names names;
  private final Duration patience;
  private final QueryCounters counters;
  private final ScheduledExecutorService loop;
  private final EndOffsets ends;
  private final Servers servers;
  private final Routes routes;
  private final GapReader gaps;
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();

  /** Partitions that the gap reader is looking into. */
  private final Set<String> looking = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  @SuppressWarnings("FutureReturnValueIgnored") // Runs until close().
  FreshnessGate(PinotConfig config, Names names, PinotHttp http, QueryCounters counters) {
    this.names = names;
    this.patience = config.freshnessTimeout();
    this.counters = counters;
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(1, Daemons.named("burnrate-store-freshness"));
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    one.setRemoveOnCancelPolicy(true);
    this.loop = one;
    this.ends = new EndOffsets(config.kafka(), loop);
    this.servers = new Servers(config, http);
    this.routes = new Routes(config.brokers(), http);
    this.gaps = new GapReader(config.kafka());
    // All of them: where a topic ends has to be known when Kafka goes away, also if nobody asked.
    Tables.ALL.forEach(this::watch);
    loop.scheduleWithFixedDelay(
        () -> watches.values().forEach(Watch::tick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Completes when a query of {@code table} sees every row acknowledged until now. Fails with
   * TIMEOUT, naming what Pinot has not read yet, after the configured patience or at {@code
   * deadlineNanos}, whichever is first.
   */
  CompletableFuture<Void> caughtUp(Table table, long deadlineNanos) {
    long start = System.nanoTime();
    long left = Math.min(patience.toNanos(), deadlineNanos - start);
    Watch watch = watch(table);
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      loop.execute(() -> watch.join(done));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(Failures.closed());
    }
    if (closed) {
      return CompletableFuture.failedFuture(Failures.closed());
    }
    counters.freshnessWaits.increment();
    return done.orTimeout(Math.max(1, left), TimeUnit.NANOSECONDS)
        .<Void>handle(
            (nothing, failure) -> {
              counters.freshnessNanos.add(System.nanoTime() - start);
              if (failure != null) {
                throw failed(table, watch, failure);
              }
              return null;
            });
  }

  /** The row at {@code offset} is durable: every query from now on must see it. */
  void acknowledged(Table table, int partition, long offset) {
    watch(table).acknowledged(partition, offset);
  }

  private Watch watch(Table table) {
    return watches.computeIfAbsent(names.table(table), name -> new Watch(name, this, loop));
  }

  private BurnrateException failed(Table table, Watch watch, Throwable failure) {
    if (!(Failures.cause(failure) instanceof TimeoutException)) {
      return error(Failures.cause(failure));
    }
    counters.freshnessTimeouts.increment();
    String where = watch.lag().where();
    return new BurnrateException(
        ErrorCode.TIMEOUT,
        "Pinot has not read every acknowledged row of "
            + table
            + " within "
            + patience.toMillis()
            + " ms (store.freshnessTimeout)"
            + (where.isEmpty() ? "" : ": " + where));
  }

  static BurnrateException error(Throwable cause) {
    return cause instanceof BurnrateException known
        ? known
        : new BurnrateException(
            ErrorCode.STORE_UNREACHABLE, "cannot ask how far Pinot has read: " + cause, cause);
  }

  EndOffsets ends() {
    return ends;
  }

  Servers servers() {
    return servers;
  }

  Routes routes() {
    return routes;
  }

  GapReader gaps() {
    return gaps;
  }

  /** Whether the gap reader is free for that partition; if so it is taken. */
  boolean mayLook(String table, int partition) {
    return looking.add(table + " " + partition);
  }

  void looked(String table, int partition) {
    looking.remove(table + " " + partition);
  }

  /** Rows that Pinot had still to read when it was asked last, in the table that lacks most. */
  long lagRecords() {
    return watches.values().stream().mapToLong(each -> each.lag().records()).max().orElse(0);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.execute(
        () -> {
          watches.values().forEach(each -> each.close(Failures.closed()));
          loop.shutdown();
        });
    ends.close();
    gaps.close();
  }
}
