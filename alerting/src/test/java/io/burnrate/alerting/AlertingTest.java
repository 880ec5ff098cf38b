package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.domain.Secret;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole module: real rules, real store, real HTTP. */
class AlertingTest {
  private static final Duration STEP = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock();
  private final Fleet fleet = new Fleet();
  private final List<Alerting> started = new ArrayList<>();
  private Vertx vertx;
  private Store store;
  private Receiver receiver;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    store = DuckDb.create(DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)), clock);
    store.open();
    receiver = Receiver.open("oncall", vertx);
  }

  @AfterEach
  void close() throws Exception {
    started.forEach(Alerting::close);
    receiver.close();
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsOfAStartAndOfAnEndOnceEach() throws Exception {
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 3);
    eventually(() -> assertThat(receiver.story()).containsExactly("firing GPU-a"));
    busy("GPU-a");
    evaluate(alerting, 3);
    eventually(
        () -> assertThat(receiver.story()).containsExactly("firing GPU-a", "resolved GPU-a"));
    assertThat(receiver.taken.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(receiver.taken.get(1).get("status").asText()).isEqualTo("resolved");
    assertThat(receiver.authorizations).containsOnly("Bearer token-9");
    eventually(
        () ->
            assertThat(events()).isEqualTo(Map.of("firing", 1L, "resolved", 1L, "delivered", 2L)));
  }

  @Test
  void anAlertThatIsHeldBackIsPendingFirst() throws Exception {
    Alerting alerting = start(receiver.webhook());
    fleet.targets = List.of(Fleet.target("http://127.0.0.1:1/metrics", false, clock.instant()));
    evaluate(alerting, 1);
    assertThat(alerting.alerts()).extracting(AlertStatus::state).containsExactly(State.PENDING);
    evaluate(alerting, 7);
    assertThat(alerting.alerts()).extracting(AlertStatus::state).containsExactly(State.FIRING);
    eventually(() -> assertThat(receiver.taken).hasSize(1));
  }

  @Test
  void dataThatComesAndGoesDoesNotFlap() throws Exception {
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(1));
      evaluate(alerting, 1);
      assertThat(alerting.alerts()).extracting(AlertStatus::state).containsExactly(State.NO_DATA);
      idle("GPU-a");
      evaluate(alerting, 1);
      assertThat(alerting.alerts()).extracting(AlertStatus::state).containsExactly(State.FIRING);
    }
    eventually(() -> assertThat(events()).containsEntry("delivered", 1L));
    assertThat(receiver.story()).containsExactly("firing GPU-a");
  }

  @Test
  void aRestartDuringAnOutageDeliversExactlyOnce() throws Exception {
    receiver.otherwise = Receiver.Reply.of(503);
    Alerting before = start(receiver.webhook());
    idle("GPU-a");
    evaluate(before, 1);
    final Instant startsAt = before.alerts().get(0).startsAt();
    eventually(() -> assertThat(receiver.answered).isNotEmpty());
    before.close();

    receiver.otherwise = Receiver.Reply.of(200);
    Alerting after = start(receiver.webhook());
    assertThat(after.alerts()).extracting(AlertStatus::state).containsExactly(State.FIRING);
    evaluate(after, 3);
    eventually(() -> assertThat(receiver.story()).containsExactly("firing GPU-a"));
    assertThat(after.alerts().get(0).startsAt()).isEqualTo(startsAt);
    after.close();

    Alerting third = start(receiver.webhook());
    evaluate(third, 3);
    busy("GPU-a");
    evaluate(third, 2);
    eventually(
        () -> assertThat(receiver.story()).containsExactly("firing GPU-a", "resolved GPU-a"));
    third.close();

    Alerting fourth = start(receiver.webhook());
    evaluate(fourth, 2);
    fourth.close();
    assertThat(fourth.alerts()).extracting(AlertStatus::state).containsExactly(State.RESOLVED);
    assertThat(receiver.story()).hasSize(2);
  }

  @Test
  void aPendingAlertGoesOnAfterARestart() throws Exception {
    Alerting before = start(receiver.webhook());
    fleet.targets = List.of(Fleet.target("http://127.0.0.1:1/metrics", false, clock.instant()));
    evaluate(before, 1);
    final Instant startsAt = before.alerts().get(0).startsAt();
    before.close();
    clock.advance(Duration.ofSeconds(30));
    Alerting after = start(receiver.webhook());
    assertThat(after.alerts()).extracting(AlertStatus::state).containsExactly(State.PENDING);
    evaluate(after, 1);
    assertThat(after.alerts()).extracting(AlertStatus::state).containsExactly(State.FIRING);
    assertThat(after.alerts().get(0).startsAt()).isEqualTo(startsAt);
  }

  @Test
  void serverErrorsAreTriedAgain() throws Exception {
    receiver.script.addAll(List.of(Receiver.Reply.of(500), Receiver.Reply.of(502)));
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.answered).containsExactly(500, 502, 200));
    eventually(() -> assertThat(alerting.deliveries().get(0).sent()).isEqualTo(1));
    assertThat(alerting.deliveries().get(0).failed()).isEqualTo(2);
    assertThat(alerting.deliveries().get(0).queuedAlerts()).isZero();
    assertThat(alerting.deliveries().get(0).lastError()).isEmpty();
  }

  @Test
  void aWebhookThatAsksForAPauseGetsIt() throws Exception {
    receiver.script.add(new Receiver.Reply(429, Map.of("retry-after", "1")));
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    long began = System.nanoTime();
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.answered).containsExactly(429, 200));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void aRefusedPayloadIsGivenUpAndCounted() throws Exception {
    receiver.otherwise = Receiver.Reply.of(404);
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 5);
    eventually(() -> assertThat(alerting.deliveries().get(0).refused()).isEqualTo(1));
    evaluate(alerting, 5);
    assertThat(receiver.answered).containsExactly(404);
    assertThat(alerting.deliveries().get(0).lastError()).isEqualTo("HTTP 404");
    assertThat(alerting.measurements()).containsEntry("refused_deliveries_total", 1.0);
  }

  @Test
  void aSilentWebhookTimesOutAndIsTriedAgain() throws Exception {
    receiver.script.add(Receiver.Reply.of(0));
    AlertingConfig.Webhook patient = receiver.webhook();
    Alerting alerting =
        start(
            new AlertingConfig.Webhook(
                "oncall", patient.url(), Secret.NONE, Duration.ofMillis(200), true));
    idle("GPU-a");
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.answered).containsExactly(0, 200));
    assertThat(receiver.authorizations).containsExactly("null");
  }

  @Test
  void aDeadWebhookDoesNotDelayAnother() throws Exception {
    Alerting alerting = start(deadWebhook(), receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.story()).containsExactly("firing GPU-a"));
    eventually(() -> assertThat(alerting.deliveries().get(0).failed()).isPositive());
    eventually(() -> assertThat(alerting.deliveries().get(1).sent()).isEqualTo(1));
    DeliveryStatus dead = alerting.deliveries().get(0);
    assertThat(dead.sent()).isZero();
    assertThat(dead.queuedAlerts()).isEqualTo(1);
    assertThat(dead.lastError()).isEqualTo("connection refused");
    assertThat(alerting.measurements()).containsEntry("deliveries_total", 1.0);
    assertThat(alerting.measurements().get("delivery_failures_total")).isPositive();
    eventually(() -> assertThat(alerting.measurements()).containsEntry("undelivered_alerts", 1.0));
  }

  @Test
  void aGroupThatIsNeverTakenDoesNotHoldBackAnother() throws Exception {
    receiver.script.addAll(List.of(Receiver.Reply.of(500)));
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    fleet.ledger = new LedgerTotals(List.of(), 5, clock.instant(), 0, 0, 0);
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.taken).hasSize(2));
    assertThat(receiver.taken)
        .extracting(payload -> payload.at("/groupLabels/alertname").asText())
        .containsExactly("LedgerResidual", "GpuAllocatedIdle");
  }

  @Test
  void aThousandAtOnceArriveInPayloadsOfTwoHundred() throws Exception {
    Alerting alerting = start(receiver.webhook());
    Instant now = clock.instant();
    List<GpuStatus> gpus = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      gpus.add(Fleet.gpu("GPU-" + i, 2, now.minus(Fleet.IDLE_AFTER), now));
    }
    fleet.gpus = gpus;
    evaluate(alerting, 1);
    eventually(() -> assertThat(receiver.story()).hasSize(1000).doesNotHaveDuplicates());
    assertThat(receiver.taken).hasSize(5);
    for (JsonNode payload : receiver.taken) {
      assertThat(payload.get("truncatedAlerts").asInt()).isZero();
      assertThat(payload.get("alerts")).hasSize(Payload.MAX_ALERTS);
    }
    eventually(() -> assertThat(events()).containsEntry("delivered", 1000L));
    alerting.close();
    Alerting again = start(receiver.webhook());
    assertThat(again.alerts()).hasSize(1000);
    evaluate(again, 2);
    again.close();
    assertThat(receiver.story()).hasSize(1000);
  }

  @Test
  void stillFiringIsRepeatedAfterTheInterval() throws Exception {
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    eventually(() -> assertThat(events()).containsEntry("delivered", 1L));
    clock.advance(AlertingConfig.DEFAULT.repeatInterval());
    idle("GPU-a");
    evaluate(alerting, 3);
    eventually(() -> assertThat(receiver.story()).containsExactly("firing GPU-a", "firing GPU-a"));
  }

  @Test
  void aSignalThatFailsIsMissingDataAndNotTheEnd() throws Exception {
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    Signals healthy = fleet.signals();
    Signals broken =
        new Signals(
            healthy.idleAfter(),
            () -> {
              throw new IllegalStateException("no fleet");
            },
            healthy.targets(),
            () -> CompletableFuture.failedFuture(new IllegalStateException("no spans")),
            healthy.drift(),
            healthy.ledger());
    alerting.close();
    Alerting after = start(broken, receiver.webhook());
    evaluate(after, 3);
    assertThat(after.alerts()).extracting(AlertStatus::state).containsExactly(State.NO_DATA);
    assertThat(after.measurements()).containsEntry("signal_failures_total", 6.0);
  }

  @Test
  void whatTheStoreDoesNotTakeIsNotToldButKept() throws Exception {
    Alerting alerting = start(receiver.webhook());
    store.close();
    idle("GPU-a");
    evaluate(alerting, 2);
    assertThat(alerting.measurements().get("failed_appends_total")).isGreaterThanOrEqualTo(2);
    assertThat(alerting.alerts()).extracting(AlertStatus::state).containsExactly(State.FIRING);
    assertThat(receiver.answered).isEmpty();
  }

  @Test
  void aNewPriceIsNotANewAlert() throws Exception {
    Alerting alerting = start(receiver.webhook());
    idle("GPU-a");
    evaluate(alerting, 1);
    Instant now = clock.instant();
    fleet.gpus = List.of(Fleet.gpu("GPU-a", 9, now.minus(Fleet.IDLE_AFTER), now));
    evaluate(alerting, 3);
    AlertStatus alert = alerting.alerts().get(0);
    assertThat(alerting.alerts()).hasSize(1);
    assertThat(alert.labels()).containsEntry("costUsdPerHour", "2.00");
    assertThat(alert.annotations()).containsEntry("costUsdPerHour", "9.00");
    assertThat(alert.costUsdPerHour()).isEqualTo(9);
  }

  private Alerting start(AlertingConfig.Webhook... webhooks) {
    return start(fleet.signals(), webhooks);
  }

  private Alerting start(Signals signals, AlertingConfig.Webhook... webhooks) {
    AlertingConfig config =
        new AlertingConfig(
            STEP,
            AlertingConfig.DEFAULT.repeatInterval(),
            "http://burnrate.example",
            List.of(webhooks),
            Map.of());
    Alerting alerting = new Alerting(config, signals, store, vertx, clock, Fleet::shortPauses);
    started.add(alerting);
    alerting.start();
    return alerting;
  }

  /** Looks {@code times} times, a step apart, the GPUs being heard each time. */
  private void evaluate(Alerting alerting, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      alerting.evaluate().toCompletableFuture().get(20, TimeUnit.SECONDS);
      clock.advance(STEP);
    }
  }

  private void idle(String uuid) {
    Instant now = clock.instant();
    fleet.gpus = List.of(Fleet.gpu(uuid, 2, now.minus(Fleet.IDLE_AFTER), now));
  }

  private void busy(String uuid) {
    fleet.gpus = List.of(Fleet.gpu(uuid, 2, null, clock.instant()));
  }

  private static AlertingConfig.Webhook deadWebhook() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/hook");
      return new AlertingConfig.Webhook("dead", url, Secret.NONE, Duration.ofSeconds(1), true);
    }
  }

  /** Rows in the store by event. */
  private Map<String, Long> events() {
    Query query =
        Query.aggregate(
            Tables.ALERT_EVENTS,
            TimeRange.ending(clock.instant().plusSeconds(3600), Duration.ofDays(2)),
            List.of(),
            List.of(new Group.By(Tables.ALERT_EVENTS.column("event"))),
            List.of(Aggregate.countRows("rows")));
    ResultTable answer = store.query(query).toCompletableFuture().join();
    Map<String, Long> events = new java.util.HashMap<>();
    for (int row = 0; row < answer.rows(); row++) {
      events.put(answer.stringAt(row, "event"), answer.longAt(row, "rows"));
    }
    return events;
  }

  private static void eventually(Runnable assertion) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }
}
