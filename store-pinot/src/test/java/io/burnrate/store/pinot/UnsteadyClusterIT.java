package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.devcluster.harness.Component;
import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each part of the real cluster fails and comes back, one after the other, under one store that is
 * never restarted and that rows are appended to all the time. At the end each row is stored once
 * and was handed on in order, and no answer on the way lacked one.
 */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class UnsteadyClusterIT {
  private static final Duration KAFKA_AWAY = Duration.parse(System.getProperty("outage", "PT20S"));
  private static final Duration STALL = Duration.ofSeconds(7);
  private static final Duration STUTTER = Duration.ofMillis(400);
  private static final int STUTTERS = 8;
  private static final int ROWS_WAITING = 2_000;
  private static final FlowLimits SMALL =
      new FlowLimits(
          ROWS_WAITING,
          256 << 10,
          256,
          1 << 20,
          1 << 20,
          8 << 20,
          8 << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  private final RunningCluster cluster = RunningCluster.shared();
  private final Replicas.Notes notes = new Replicas.Notes();
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir private static Path folder;
  private PinotStore store;
  private Traffic traffic;

  private PinotConfig config(String spool, long spoolBytes, Duration ackTimeout, URI... brokers) {
    return new PinotConfig(
        cluster.controller(),
        brokers.length > 0 ? List.of(brokers) : List.of(cluster.broker()),
        Map.of(),
        new PinotConfig.Kafka(cluster.bootstrapServers(), Map.of(), ackTimeout),
        "outages",
        2,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(8),
        new PinotConfig.Spool(folder.resolve(spool), spoolBytes),
        Map.of());
  }

  private PinotConfig config() {
    return config("none", 0, Duration.ofSeconds(2));
  }

  private PinotStore store(String spool, long spoolBytes, Duration ackTimeout, FlowLimits limits) {
    PinotConfig config = config(spool, spoolBytes, ackTimeout);
    return new PinotStore(config, limits, InstantSource.system(), () -> {});
  }

  private PinotBootstrap bootstrap() {
    return new PinotBootstrap(config(), List.of(Tables.SPANS));
  }

  @BeforeAll
  void start() throws Exception {
    bootstrap().run(line -> {});
    store = store("main", 64 << 20, Duration.ofSeconds(2), FlowLimits.DEFAULT);
    traffic = new Traffic(store, "main");
    store.open();
    traffic.start();
    open.add(store.join("outages", Tables.SPANS, notes));
    traffic.goesOn(10);
    traffic.answersAgain();
    Replicas.until(() -> notes.held.size() == store.shardCount());
  }

  @AfterAll
  void everyRowIsThereOnceAndEverythingGoesOn() throws Exception {
    try {
      traffic.close();
      // The group reads on too, and its member may write.
      String last = "main-" + (traffic.acknowledged() - 1);
      Replicas.until(() -> notes.seen.contains(last));
      Membership member = (Membership) open.get(0);
      Replicas.until(() -> notes.held.size() == store.shardCount());
      Replicas.await(member.append(Replicas.spans("member", 1, 0)));
      assertThat(Traffic.count(store, "member")).isEqualTo(1);
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
      store.close();
      bootstrap().drop(line -> {});
    }
  }

  @Test
  void withoutABrokerQueriesFailAndAppendsGoOn() throws Exception {
    cluster.stop(Component.BROKER);
    try {
      BurnrateException failure = traffic.tryCount();
      assertThat(failure)
          .isNotNull()
          .hasMessageContaining("store.brokers")
          .extracting(BurnrateException::code)
          .isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(store.health().reason()).contains("store.brokers");
      traffic.goesOn(100);
      assertThat(store.measurements()).containsEntry("spooling", 0.0);
    } finally {
      cluster.start(Component.BROKER);
    }
    traffic.answersAgain();
    traffic.wellAgain();
  }

  @Test
  void aBrokerThatIsDownIsPassedOverForOneThatAnswers() throws Exception {
    PinotConfig two =
        config("two", 0, Duration.ofSeconds(2), URI.create("http://127.0.0.1:1"), cluster.broker());
    try (Store other = new PinotStore(two, SMALL, InstantSource.system(), () -> {})) {
      other.open();
      for (int i = 0; i < 4; i++) {
        assertThat(Traffic.count(other, "main")).isPositive();
      }
      assertThat(other.health().ok()).isTrue();
      assertThat(other.measurements()).containsEntry("pinot_brokers_up", 1.0);
    }
  }

  @Test
  void withoutAServerNoAnswerIsEverTooSmall() throws Exception {
    cluster.stop(Component.SERVER);
    try {
      assertThat(traffic.tryCount()).isNotNull();
      assertThat(store.health().ok()).isFalse();
      traffic.goesOn(100);
    } finally {
      cluster.start(Component.SERVER);
    }
    traffic.answersAgain();
    for (int i = 0; i < 50; i++) {
      traffic.tryCount();
    }
    traffic.wellAgain();
  }

  @Test
  void withoutTheControllerEverythingButBootstrapGoesOn() throws Exception {
    cluster.stop(Component.CONTROLLER);
    try {
      traffic.goesOn(100);
      traffic.count();
      assertThat(store.health().ok()).isTrue();
      for (Runnable each : List.<Runnable>of(bootstrap()::check, () -> bootstrap().run(l -> {}))) {
        BurnrateException failure = catchThrowableOfType(BurnrateException.class, each::run);
        assertThat(failure).hasMessageContaining("store.controller");
        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      }
    } finally {
      cluster.start(Component.CONTROLLER);
    }
    traffic.count();
  }

  @Test
  void whileKafkaIsDownRowsWaitOnDiskAlsoThoseOfAProcessThatIsKilled() throws Exception {
    Path left = folder.resolve("left");
    Process process = FillingProcess.start(config(), left);
    PinotStore tiny = store("tiny", 20_000, Duration.ofSeconds(2), FlowLimits.DEFAULT);
    int told;
    int kept;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      tiny.open();
      assertThat(lines.readLine()).isEqualTo(FillingProcess.READY);
      long down = System.nanoTime();
      // Before it stops: what is acknowledged while it stops may be in the spool only.
      long before = traffic.acknowledged();
      cluster.stop(Component.KAFKA);
      OutputStream orders = process.getOutputStream();
      orders.write('\n');
      orders.flush();
      kept = fill(tiny);
      told = Integer.parseInt(lines.readLine());
      process.destroyForcibly().waitFor();
      historyIsReadableUntil(down + KAFKA_AWAY.toNanos(), before);
    } finally {
      process.destroyForcibly();
      cluster.start(Component.KAFKA);
    }
    traffic.wellAgain();
    traffic.count();
    assertThat(store.measurements().get("spool_records")).isZero();
    Replicas.until(() -> tiny.health().ok());
    assertThat(Traffic.count(tiny, "tiny")).isEqualTo(kept);
    tiny.close();
    drains(left, told);
  }

  /** Pinot then answers without what it has not read again, and calls that a whole answer. */
  @Test
  void aServerThatRestartsWhileKafkaIsDownIsNotBelieved() throws Exception {
    long before = traffic.acknowledged();
    cluster.stop(Component.KAFKA);
    try {
      cluster.stop(Component.SERVER);
      cluster.start(Component.SERVER);
      for (int i = 0; i < 2; i++) {
        traffic.tryCount(before);
      }
    } finally {
      cluster.start(Component.KAFKA);
    }
    traffic.wellAgain();
    traffic.answersAgain();
  }

  /** What the spool takes; more is refused, and counted. */
  private static int fill(PinotStore tiny) {
    int rows = 0;
    BurnrateException refused = null;
    while (refused == null) {
      try {
        Replicas.await(tiny.append(Replicas.spans("tiny", 10, rows)));
        rows += 10;
      } catch (BurnrateException e) {
        refused = e;
      }
    }
    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(refused).hasMessageContaining("store.spool");
    assertThat(rows).isPositive();
    assertThat(tiny.measurements()).containsEntry("spool_rejected_batches_total", 1.0);
    assertThat(tiny.measurements().get("spool_bytes")).isBetween(1.0, 20_000.0);
    return rows;
  }

  private void historyIsReadableUntil(long nanos, long rows) throws InterruptedException {
    traffic.goesOn(10);
    do {
      traffic.count(rows);
      assertThat(store.health().reason()).contains("Kafka", "store.spool");
      traffic.goesOn(10);
    } while (System.nanoTime() < nanos);
    assertThat(store.measurements()).containsEntry("spooling", 1.0);
    assertThat(store.measurements().get("spool_records")).isPositive();
  }

  private void drains(Path spool, int rows) throws Exception {
    assertThat(rows).isGreaterThan(FillingProcess.ROWS);
    try (PinotStore next = Replicas.store(config(), spool, 50_000, FlowLimits.DEFAULT)) {
      Replicas.until(() -> next.measurements().getOrDefault("spool_records", -1.0) == 0);
      // The last batch was not acknowledged, and may have been stored all the same.
      assertThat(Traffic.count(next, FillingProcess.TRACE))
          .isBetween((long) rows, (long) rows + FillingProcess.ROWS);
    }
  }

  @Test
  void afterAKillOfTheWholeClusterEveryRowIsThereOnce() throws Exception {
    cluster.kill();
    assertThat(traffic.tryCount()).isNotNull();
    traffic.goesOn(100);
    assertThat(store.health().ok()).isFalse();
    cluster.restart();
    traffic.answersAgain();
    traffic.wellAgain();
  }

  @Test
  void aSlowKafkaMakesRowsWaitInBoundedSpaceAndLosesNone() throws Exception {
    try (PinotStore slow = store("slow", 0, Duration.ofSeconds(60), SMALL)) {
      slow.open();
      Replicas.await(slow.append(Replicas.spans("slow", 10, 0)));
      List<CompletionStage<Void>> taken = new ArrayList<>();
      int refused = 0;
      signal("STOP");
      try {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < STALL.toNanos()) {
          CompletionStage<Void> answer =
              slow.append(Replicas.spans("slow", 100, 10 + 100L * taken.size()));
          if (isRefused(answer)) {
            refused++;
          } else {
            taken.add(answer);
          }
          assertThat(slow.measurements().get("queued_rows")).isLessThanOrEqualTo(ROWS_WAITING);
          assertThat(slow.measurements().get("in_flight_bytes")).isLessThan(1 << 20);
          Thread.sleep(50);
        }
      } finally {
        signal("CONT");
      }
      assertThat(refused).isPositive();
      assertThat(slow.measurements().get("rejected_batches_total")).isEqualTo(refused);
      stutter();
      taken.forEach(Replicas::await);
      Replicas.until(() -> slow.health().ok());
      assertThat(Traffic.count(slow, "slow")).isEqualTo(10 + 100L * taken.size());
    }
    traffic.answersAgain();
    traffic.wellAgain();
  }

  private static boolean isRefused(CompletionStage<Void> answer) {
    if (!answer.toCompletableFuture().isCompletedExceptionally()) {
      return false;
    }
    assertThat(Replicas.failureOf(answer)).isEqualTo(ErrorCode.OVERLOADED);
    return true;
  }

  /** Kafka answers now and then only. */
  private void stutter() throws Exception {
    for (int i = 0; i < STUTTERS; i++) {
      signal("STOP");
      Thread.sleep(STUTTER.toMillis());
      signal("CONT");
      Thread.sleep(STUTTER.toMillis() / 2);
    }
  }

  private void signal(String name) throws Exception {
    List<String> command = List.of("kill", "-" + name, Long.toString(cluster.pid()));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
