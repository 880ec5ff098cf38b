package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.Store.Health;
import io.burnrate.store.Table;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Whether queries would likely succeed: some broker answers, and no table's last query failed
 * because of the store. A table whose query failed is asked a small question now and then, until it
 * answers. Thread-safe.
 */
final class Wellness implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(2);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private final PinotConfig config;
  private final PinotHttp http;
  private final Consumer<Query> probe;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("burnrate-store-wellness"));
  private final Map<URI, Boolean> up = new ConcurrentHashMap<>();
  private final Map<Table, String> failing = new ConcurrentHashMap<>();

  Wellness(PinotConfig config, PinotHttp http, Consumer<Query> probe) {
    this.config = config;
    this.http = http;
    this.probe = probe;
  }

  /** Looks once, for a few seconds at most, and then now and then. */
  @SuppressWarnings("FutureReturnValueIgnored") // Runs until close().
  void begin() {
    try {
      look().get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Seen in health().
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.scheduleWithFixedDelay(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Seen in health().
  private void tick() {
    look();
    failing.keySet().forEach(table -> probe.accept(smallest(table)));
  }

  private static Query smallest(Table table) {
    TimeRange instant = new TimeRange(Instant.EPOCH, Instant.EPOCH.plusMillis(1));
    return Query.aggregate(
        table, instant, List.of(), List.of(), List.of(Aggregate.countRows("rows")));
  }

  private CompletableFuture<Void> look() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (URI broker : config.brokers()) {
      all.add(
          http.get(broker, "/health")
              .handle(
                  (answer, failure) -> {
                    // Whatever the status: a broker calls itself ill when one table of many is.
                    up.put(broker, failure == null);
                    return null;
                  }));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  void succeeded(Table table) {
    failing.remove(table);
  }

  /** A failure that is the store's, not the caller's, makes it unwell. */
  void failed(Table table, BurnrateException error) {
    if (error.code().blame() == ErrorCode.Blame.STORE) {
      failing.put(table, String.valueOf(error.getMessage()));
    }
  }

  int brokersUp() {
    return (int) up.values().stream().filter(each -> each).count();
  }

  Health health() {
    if (brokersUp() == 0) {
      return Health.failed("no Pinot broker answers (store.brokers: " + config.brokers() + ")");
    }
    return failing.values().stream().findFirst().map(Health::failed).orElse(Health.OK);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
