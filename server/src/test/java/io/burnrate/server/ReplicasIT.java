package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.TimeRange;
import io.burnrate.simulator.SimulatedTarget;
import io.burnrate.simulator.Simulator;
import io.burnrate.simulator.SimulatorConfig;
import io.burnrate.simulator.TruthTotals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two collectors, two processes for analytics and alerting, and one for the API, on a real Kafka
 * and Pinot, on a simulated fleet. In the first minute that is judged one of each is killed with
 * -9. One run of about four minutes; the tests look at it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ReplicasIT {
  private static final int GPUS = 32;
  private static final Duration IDLE_AFTER = Duration.ofSeconds(15);
  private static final Duration TAKEOVER = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** What nobody scraped while the targets of the killed collector were taken over. */
  private static final double UNHEARD_SECONDS = TAKEOVER.toSeconds() * GPUS;

  @TempDir private static Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final WebhookSink webhook = new WebhookSink();
  private final SimulatorConfig fleet =
      SimulatorConfig.demo(GPUS, 7)
          .withRules(SimulatorConfig.demo(GPUS, 7).prices(), 0.05, IDLE_AFTER)
          .withRates(10, 10);
  private final Simulator simulator = Simulator.create(fleet, vertx, InstantSource.system());
  private final List<ReplicaProcess> processes = new ArrayList<>();
  private ApiClient api = new ApiClient(0);
  private TimeRange closed = new TimeRange(Instant.EPOCH, Instant.EPOCH);
  private int toldBefore;
  private Duration targetsTakenOver = Duration.ZERO;
  private Duration ledgerTakenOver = Duration.ZERO;
  private Duration alertsTakenOver = Duration.ZERO;

  @BeforeAll
  void killOneOfEach() throws Exception {
    await(simulator.start());
    String shared = configuration(RunningCluster.shared(), webhook.start());
    bootstrap(shared);
    ReplicaProcess collector = start("collector-1", "[collector]", shared);
    ReplicaProcess doomedCollector = start("collector-2", "[collector]", shared);
    ReplicaProcess analyst = start("analyst-1", "[analytics, alerting]", shared);
    ReplicaProcess doomedAnalyst = start("analyst-2", "[analytics, alerting]", shared);
    ReplicaProcess doomedApi = start("api-1", "[api]", shared);
    for (ReplicaProcess each : processes) {
      each.awaitReady();
    }
    simulator.startTraffic(
        URI.create("http://127.0.0.1:" + collector.otlpPort() + "/v1/traces"),
        URI.create("http://127.0.0.1:" + collector.httpPort() + "/api/v1/predictions"));
    eventually(() -> shares(collector) && shares(doomedCollector), PATIENCE);
    eventually(
        () -> held(analyst, "analytics") < 4 && held(doomedAnalyst, "analytics") < 4, PATIENCE);

    Instant start = JudgedMinute.start(Duration.ofSeconds(3), IDLE_AFTER);
    closed = new TimeRange(start, start.plusSeconds(120));
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), start.plusSeconds(20)).toMillis()));
    doomedCollector.kill();
    doomedAnalyst.kill();
    doomedApi.kill();
    long killed = System.nanoTime();
    toldBefore = webhook.told().size();
    ReplicaProcess heir = start("api-2", "[api]", shared);
    ledgerTakenOver = eventually(() -> held(analyst, "analytics") == 4, PATIENCE, killed);
    alertsTakenOver = eventually(() -> held(analyst, "alerting") == 4, PATIENCE, killed);
    targetsTakenOver = eventually(() -> heldTargets(collector) == targets(), PATIENCE, killed);
    heir.awaitReady();
    api = new ApiClient(heir.httpPort());
    eventually(() -> !closedUntil().isBefore(closed.end()), PATIENCE.plus(Duration.ofMinutes(2)));
    simulator.stopTraffic();
  }

  private ReplicaProcess start(String name, String roles, String shared) throws Exception {
    ReplicaProcess process = ReplicaProcess.start(folder, name, roles, shared);
    processes.add(process);
    return process;
  }

  private static void bootstrap(String shared) throws Exception {
    Path file = Files.writeString(folder.resolve("bootstrap.yaml"), shared);
    int exit =
        Cli.of(new ServiceLaunch(), Map.of()).execute("bootstrap", "--config", file.toString());
    assertThat(exit).isZero();
  }

  private String configuration(RunningCluster cluster, URI hook) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        store:
          kind: pinot
          controller: "%s"
          brokers: ["%s"]
          kafka: { bootstrapServers: "%s" }
          prefix: replicas
          partitions: 4
        ledger: { idleAfter: %ds, staleAfter: 10s, closeAfter: 10s }
        alerting:
          evaluationInterval: 1s
          webhooks:
            - { name: oncall, url: "%s" }
        scrape:
          interval: 500ms
          timeout: 450ms
          targets:
        """
            .formatted(
                cluster.controller(),
                cluster.broker(),
                cluster.bootstrapServers(),
                IDLE_AFTER.toSeconds(),
                hook));
    for (SimulatedTarget target : simulator.targets()) {
      yaml.append("    - url: \"").append(target.uri()).append("\"\n      labels: { ");
      yaml.append("cluster: \"").append(target.labels().get("cluster")).append("\" }\n");
    }
    yaml.append("prices:\n");
    fleet
        .prices()
        .forEach(
            price ->
                yaml.append("  - { gpuModel: \"")
                    .append(price.gpuModel())
                    .append("\", usdPerGpuHour: ")
                    .append(price.usdPerGpuHour())
                    .append(" }\n"));
    return yaml.toString();
  }

  private int targets() {
    return simulator.targets().size();
  }

  private boolean shares(ReplicaProcess collector) throws Exception {
    double held = heldTargets(collector);
    return held > 0 && held < targets();
  }

  private static double heldTargets(ReplicaProcess collector) throws Exception {
    return collector.metric("burnrate_scrape_targets_held");
  }

  private static double held(ReplicaProcess process, String what) throws Exception {
    return process.metric("burnrate_" + what + "_held_shards");
  }

  private Instant closedUntil() throws Exception {
    return Instant.parse(ledger("class").path("closedUntil").asText());
  }

  private JsonNode ledger(String by) throws Exception {
    return api.json(
        "/api/v1/ledger?by=" + by + "&start=" + closed.start() + "&end=" + closed.end());
  }

  private static void eventually(Callable<Boolean> condition, Duration patience) throws Exception {
    eventually(condition, patience, System.nanoTime());
  }

  /** Waits for a condition; the answer is how long after {@code since} it came to hold. */
  private static Duration eventually(Callable<Boolean> condition, Duration patience, long since)
      throws Exception {
    while (!condition.call()) {
      assertThat(System.nanoTime() - since).as("in time").isLessThan(patience.toNanos());
      Thread.sleep(100);
    }
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @AfterAll
  void stop() throws Exception {
    for (ReplicaProcess each : processes) {
      each.close();
    }
    await(simulator.stop());
    webhook.close();
    await(vertx.close());
  }

  @Test
  void othersTakeOverWithinFifteenSeconds() {
    assertThat(List.of(ledgerTakenOver, alertsTakenOver, targetsTakenOver))
        .allSatisfy(each -> assertThat(each).isLessThan(TAKEOVER));
  }

  @Test
  void everyGpuHasEverySecondOnce() throws Exception {
    JsonNode answer = ledger("gpu");

    assertThat(answer.path("items")).hasSize(GPUS);
    for (JsonNode item : answer.path("items")) {
      assertThat(item.path("gpuSeconds").decimalValue())
          .as("%s", item)
          .isEqualByComparingTo(BigDecimal.valueOf(closed.length().toSeconds()));
    }
    assertThat(answer.path("residualGpuSeconds").decimalValue()).isZero();
  }

  @Test
  void theLedgerAgreesWithTheFleetButForTheTimeNobodyListened() throws Exception {
    JsonNode answer = ledger("class");
    TruthTotals truth = simulator.truth().totals(closed);
    double unknown = seconds(answer, LedgerClass.UNKNOWN);

    assertThat(unknown).isLessThan(UNHEARD_SECONDS);
    for (LedgerClass each : LedgerClass.values()) {
      double allowed = unknown + 0.01 * truth.all().gpuSeconds();
      assertThat(Math.abs(seconds(answer, each) - truth.sum(each).gpuSeconds()))
          .as("GPU-seconds %s", each.key())
          .isLessThan(allowed);
    }
  }

  private static double seconds(JsonNode answer, LedgerClass ledgerClass) {
    return ApiClient.item(answer, ledgerClass.key()).path("gpuSeconds").asDouble(0);
  }

  @Test
  void nobodyIsToldTwiceAndTellingGoesOn() {
    assertThat(webhook.told()).hasSizeGreaterThan(toldBefore);
    assertThat(webhook.told()).isNotEmpty().doesNotHaveDuplicates();
  }
}
