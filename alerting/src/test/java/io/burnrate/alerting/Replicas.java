package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Store;
import io.burnrate.store.TestingSharedStore;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Several replicas of alerting that see the same fleet, and one webhook that they all tell. */
final class Replicas implements AutoCloseable {
  static final int SHARDS = 6;
  static final Duration STEP = Duration.ofSeconds(5);

  /** Long enough for shards to move meanwhile. */
  private static final Duration COMMIT = Duration.ofMillis(20);

  final SettableClock clock = new SettableClock();
  final Fleet fleet = new Fleet();
  final Vertx vertx = Vertx.vertx();
  final Store below;
  final TestingSharedStore store;
  final Receiver receiver;
  private final Map<String, Alerting> replicas = new TreeMap<>();
  private final List<Alerting> started = new ArrayList<>();

  Replicas(Path folder) throws Exception {
    below = DuckDb.create(DuckDbConfig.at(folder).committingEvery(COMMIT), clock);
    below.open();
    store = new TestingSharedStore(below, SHARDS, clock);
    receiver = Receiver.open("oncall", vertx);
  }

  AlertingConfig config() {
    return new AlertingConfig(
        STEP,
        AlertingConfig.DEFAULT.repeatInterval(),
        "http://burnrate.example",
        List.of(receiver.webhook()),
        Map.of());
  }

  /** One more replica, which has its shards when this returns. */
  Alerting start(String name) {
    Alerting alerting =
        new Alerting(
            config(), fleet.signals(), store.replica(name), vertx, clock, Fleet::shortPauses);
    alerting.start();
    store.settle();
    replicas.put(name, alerting);
    started.add(alerting);
    return alerting;
  }

  Alerting replica(String name) {
    return Objects.requireNonNull(replicas.get(name));
  }

  List<String> names() {
    return List.copyOf(replicas.keySet());
  }

  /** It leaves in good order. */
  void stop(String name) {
    Objects.requireNonNull(replicas.remove(name)).close();
    store.settle();
  }

  /** It is cut off, and looks at nothing any more. */
  void kill(String name) {
    replicas.remove(name);
    store.fence(name);
    store.settle();
  }

  /** All replicas look {@code times} times, a step apart. */
  void evaluate(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      evaluate(replicas.values());
      clock.advance(STEP);
    }
  }

  /** Waits until everything due was told and written down. */
  void quieten(int told) throws Exception {
    eventually(() -> assertThat(receiver.story()).hasSize(told));
    for (Alerting each : replicas.values()) {
      quieten(each);
    }
  }

  static void quieten(Alerting alerting) throws Exception {
    eventually(() -> assertThat(figure(alerting, "undelivered_alerts")).isZero());
    evaluate(List.of(alerting));
  }

  static void evaluate(Collection<Alerting> replicas) throws Exception {
    for (Alerting each : replicas) {
      each.evaluate().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  /** The GPUs that are heard of, and which of them idle. */
  void gpus(int count, Set<Integer> idle) {
    List<io.burnrate.analytics.GpuStatus> gpus = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gpus.add(
          Fleet.gpu(
              "GPU-" + i,
              2,
              idle.contains(i) ? clock.instant().minus(Fleet.IDLE_AFTER) : null,
              clock.instant()));
    }
    fleet.gpus = gpus;
  }

  void allIdle(int count) {
    Set<Integer> idle = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      idle.add(i);
    }
    gpus(count, idle);
  }

  void noneIdle(int count) {
    gpus(count, Set.of());
  }

  static double figure(Alerting alerting, String name) {
    return alerting.measurements().getOrDefault(name, Double.NaN);
  }

  static void eventually(Runnable assertion) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  @Override
  public void close() throws Exception {
    started.forEach(Alerting::close);
    receiver.close();
    store.close();
    below.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
