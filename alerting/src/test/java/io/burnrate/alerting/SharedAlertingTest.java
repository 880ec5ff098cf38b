package io.burnrate.alerting;

import static io.burnrate.alerting.Replicas.eventually;
import static io.burnrate.alerting.Replicas.figure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.store.Shards;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas over one real store, with a webhook over real HTTP. */
class SharedAlertingTest {
  private static final int GPUS = 30;

  @TempDir private Path folder;
  private Replicas replicas;

  @BeforeEach
  void open() throws Exception {
    replicas = new Replicas(folder);
  }

  @AfterEach
  void close() throws Exception {
    replicas.close();
  }

  @Test
  void eachAlertIsToldOnceByOneOfThem() throws Exception {
    Alerting a = replicas.start("a");
    Alerting b = replicas.start("b");
    replicas.allIdle(GPUS);
    replicas.evaluate(3);
    eventually(() -> assertThat(story()).containsExactlyInAnyOrder(all("firing")));
    replicas.noneIdle(GPUS);
    replicas.evaluate(3);
    eventually(
        () ->
            assertThat(story())
                .hasSize(2 * GPUS)
                .contains(all("resolved"))
                .doesNotHaveDuplicates());
    replicas.evaluate(2);
    assertThat(story()).hasSize(2 * GPUS);
    assertThat(a.deliveries().get(0).sent()).isPositive();
    assertThat(b.deliveries().get(0).sent()).isPositive();
    assertThat(figure(a, "held_shards")).isEqualTo(3);
    assertThat(figure(a, "not_owner_appends_total")).isZero();
  }

  @Test
  void aGroupIsOneReplicasAndNamesItsShard() throws Exception {
    replicas.start("a");
    replicas.start("b");
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(() -> assertThat(story()).hasSize(GPUS));
    Map<Integer, String> keys = new HashMap<>();
    for (JsonNode payload : replicas.receiver.taken) {
      String key = payload.get("groupKey").asText();
      for (JsonNode alert : payload.get("alerts")) {
        int shard = Shards.of(alert.get("fingerprint").asText(), Replicas.SHARDS);
        assertThat(key).isEqualTo("{}/{shard=\"" + shard + "\"}:{alertname=\"GpuAllocatedIdle\"}");
        keys.put(shard, key);
      }
    }
    assertThat(keys).hasSize(Replicas.SHARDS);
  }

  @Test
  void theHeirTellsNothingAgainAndTheEndOnce() throws Exception {
    replicas.start("a");
    replicas.start("b");
    replicas.allIdle(GPUS);
    replicas.evaluate(2);
    replicas.quieten(GPUS);

    replicas.kill("a");
    replicas.evaluate(3);
    assertThat(story()).hasSize(GPUS);
    assertThat(figure(replicas.replica("b"), "held_shards")).isEqualTo(Replicas.SHARDS);

    replicas.noneIdle(GPUS);
    replicas.evaluate(3);
    eventually(() -> assertThat(story()).hasSize(2 * GPUS).doesNotHaveDuplicates());
  }

  @Test
  void theHeirTellsWhatWasNotTakenAndTheOneCutOffTellsNothing() throws Exception {
    Alerting zombie = replicas.start("a");
    replicas.receiver.otherwise = Receiver.Reply.of(503);
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(() -> assertThat(zombie.deliveries().get(0).failed()).isPositive());
    replicas.start("b");

    replicas.kill("a");
    double unconfirmed = figure(zombie, "unconfirmed_deliveries_total");
    eventually(
        () ->
            assertThat(figure(zombie, "unconfirmed_deliveries_total"))
                .isGreaterThan(unconfirmed + 1));
    assertThat(zombie.deliveries().get(0).lastError()).isEqualTo("another replica tells");
    replicas.receiver.otherwise = Receiver.Reply.of(200);
    replicas.evaluate(1);
    eventually(() -> assertThat(story()).containsExactlyInAnyOrder(all("firing")));

    replicas.noneIdle(GPUS);
    for (int i = 0; i < 3; i++) {
      Replicas.evaluate(List.of(zombie));
      replicas.evaluate(1);
    }
    eventually(() -> assertThat(story()).hasSize(2 * GPUS).doesNotHaveDuplicates());
    assertThat(zombie.deliveries().get(0).sent()).isZero();
    assertThat(figure(zombie, "not_owner_appends_total")).isPositive();
    assertThat(figure(zombie, "failed_appends_total")).isZero();
  }

  @Test
  void oneThatWasCutOffStartsAnewFromTheLog() throws Exception {
    Alerting a = replicas.start("a");
    replicas.start("b");
    replicas.allIdle(GPUS);
    replicas.evaluate(2);
    replicas.quieten(GPUS);
    replicas.store.fence("a");
    replicas.store.settle();
    replicas.noneIdle(GPUS);
    replicas.evaluate(3);
    eventually(() -> assertThat(story()).hasSize(2 * GPUS));

    replicas.store.tell("a");
    replicas.store.settle();
    replicas.evaluate(2);
    assertThat(figure(a, "held_shards")).isEqualTo(3);
    assertThat(a.alerts()).extracting(AlertStatus::state).containsOnly(State.RESOLVED);
    assertThat(story()).hasSize(2 * GPUS).doesNotHaveDuplicates();
    assertThat(replicas.store.failures()).isEmpty();
  }

  @Test
  void aPendingAlertGoesOnElsewhere() throws Exception {
    replicas.start("a");
    replicas.fleet.targets =
        List.of(Fleet.target("http://127.0.0.1:1/metrics", false, replicas.clock.instant()));
    replicas.evaluate(1);
    final Instant startsAt = replicas.replica("a").alerts().get(0).startsAt();
    replicas.start("b");
    replicas.kill("a");
    replicas.clock.advance(Duration.ofSeconds(30));
    replicas.evaluate(1);
    List<AlertStatus> alerts = replicas.replica("b").alerts();
    assertThat(alerts).extracting(AlertStatus::state).containsExactly(State.FIRING);
    assertThat(alerts.get(0).startsAt()).isEqualTo(startsAt);
  }

  @Test
  void whatIsOnItsWayWhileItsShardMovesIsNotToldAgain() throws Exception {
    replicas.start("a");
    replicas.allIdle(GPUS);
    replicas.receiver.answersAfterMillis = () -> 150;
    replicas.evaluate(1);
    eventually(() -> assertThat(story()).isNotEmpty());

    replicas.start("b");
    for (int shard = 0; shard < Replicas.SHARDS; shard++) {
      replicas.store.move(AlertShare.GROUP, shard, "b");
    }
    replicas.store.settle();
    replicas.evaluate(2);
    eventually(() -> assertThat(story()).hasSize(GPUS));
    replicas.evaluate(3);
    assertThat(story()).containsExactlyInAnyOrder(all("firing"));
  }

  @Test
  void nothingIsToldUntilTheStoreConfirms() throws Exception {
    Alerting a = replicas.start("a");
    replicas.receiver.otherwise = Receiver.Reply.of(503);
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(() -> assertThat(a.deliveries().get(0).failed()).isPositive());
    replicas.store.stall("a");
    double unconfirmed = figure(a, "unconfirmed_deliveries_total");
    eventually(
        () -> assertThat(figure(a, "unconfirmed_deliveries_total")).isGreaterThan(unconfirmed + 1));
    replicas.receiver.otherwise = Receiver.Reply.of(200);
    assertThat(a.deliveries().get(0).lastError()).isEqualTo("the store did not confirm");
    assertThat(story()).isEmpty();

    replicas.store.resume("a");
    eventually(() -> assertThat(story()).containsExactlyInAnyOrder(all("firing")));
  }

  @Test
  void everyReplicaShowsAllAlerts() throws Exception {
    Alerting a = replicas.start("a");
    Alerting b = replicas.start("b");
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    for (Alerting each : List.of(a, b)) {
      eventually(
          () ->
              assertThat(each.alerts())
                  .extracting(alert -> alert.labels().get("gpu"))
                  .doesNotHaveDuplicates()
                  .hasSize(GPUS));
    }
  }

  private List<String> story() {
    return replicas.receiver.story();
  }

  private static String[] all(String status) {
    return IntStream.range(0, GPUS).mapToObj(i -> status + " GPU-" + i).toArray(String[]::new);
  }
}
