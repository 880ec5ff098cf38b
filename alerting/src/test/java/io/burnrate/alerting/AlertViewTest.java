package io.burnrate.alerting;

import static io.burnrate.alerting.Replicas.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.alerting.AlertHistory.Recovered;
import io.burnrate.alerting.AlertHistory.Wanted;
import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.store.Shards;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that does not alert shows of those that do. */
class AlertViewTest {
  private static final int GPUS = 12;

  @TempDir private Path folder;
  private Replicas replicas;
  private AlertView view;

  @BeforeEach
  void open() throws Exception {
    replicas = new Replicas(folder);
    view =
        new AlertView(
            replicas.config(),
            replicas.store.replica("api"),
            replicas.clock,
            Duration.ofMillis(20));
    replicas.start("a");
    replicas.start("b");
  }

  @AfterEach
  void close() throws Exception {
    view.close();
    replicas.close();
  }

  @Test
  void showsWhatEveryReplicaKnowsAndHowItChanges() throws Exception {
    view.start();
    assertThat(view.alerts()).isEmpty();
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(
        () ->
            assertThat(view.alerts())
                .hasSize(GPUS)
                .extracting(AlertStatus::state)
                .containsOnly(State.FIRING));
    AlertStatus shown = view.alerts().get(0);
    assertThat(shown.labels()).containsEntry("alertname", "GpuAllocatedIdle");
    assertThat(shown.annotations()).containsKey("summary");
    assertThat(shown.costUsdPerHour()).isEqualTo(2);

    replicas.noneIdle(GPUS);
    replicas.evaluate(3);
    eventually(
        () ->
            assertThat(view.alerts())
                .hasSize(GPUS)
                .extracting(AlertStatus::state)
                .containsOnly(State.RESOLVED));
    replicas.clock.advance(AlertBook.RESOLVED_SHOWN_FOR.plusSeconds(1));
    assertThat(view.alerts()).isEmpty();
  }

  @Test
  void saysWhatWaitsForAWebhookAndWhenItWasLastTold() throws Exception {
    view.start();
    replicas.receiver.otherwise = Receiver.Reply.of(503);
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(() -> assertThat(view.deliveries()).hasSize(1));
    eventually(() -> assertThat(view.deliveries().get(0).queuedAlerts()).isEqualTo(GPUS));
    assertThat(view.deliveries().get(0).webhook()).isEqualTo("oncall");
    assertThat(view.deliveries().get(0).lastDelivery()).isNull();

    replicas.receiver.otherwise = Receiver.Reply.of(200);
    Instant told = replicas.clock.instant();
    eventually(() -> assertThat(view.deliveries().get(0).queuedAlerts()).isZero());
    assertThat(view.deliveries().get(0).lastDelivery()).isAfterOrEqualTo(told);
  }

  @Test
  void showsWhatItKnewWhileTheStoreFails() throws Exception {
    view.start();
    replicas.allIdle(GPUS);
    replicas.evaluate(1);
    eventually(() -> assertThat(view.alerts()).hasSize(GPUS));
    assertThat(view.measurements()).containsEntry("view_stale_seconds", 0.0);

    replicas.below.close();
    eventually(() -> assertThat(view.measurements().get("view_failures_total")).isPositive());
    assertThat(view.measurements().get("view_stale_seconds")).isPositive();
    assertThat(view.alerts()).hasSize(GPUS);
  }

  @Test
  void leavesOutTheOldestResolvedFirst() throws Exception {
    replicas.allIdle(3);
    replicas.evaluate(1);
    replicas.noneIdle(3);
    replicas.evaluate(2);
    replicas.allIdle(2);
    replicas.evaluate(1);
    Recovered recovered =
        new AlertHistory(replicas.below)
            .recover(
                replicas.clock.instant(),
                new Wanted(Shards.all(1), AlertBook.RESOLVED_SHOWN_FOR, 2));
    assertThat(recovered.leftOut()).isEqualTo(1);
    assertThat(recovered.alerts()).hasSize(2).allMatch(Alert::open);
  }
}
