package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.alerting.AlertingConfig;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.analytics.SloConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.api.MetricNames;
import io.burnrate.api.PromqlScan;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Secret;
import io.burnrate.domain.TimeRange;
import io.burnrate.drift.DriftConfig;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.server.config.TracingConfig;
import io.burnrate.simulator.Faults;
import io.burnrate.simulator.Simulator;
import io.burnrate.simulator.SimulatorConfig;
import io.burnrate.simulator.TruthTotals;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service on a simulated fleet, asked over HTTP, against the fleet's own truth. One run
 * of about two minutes, until a whole minute of the ledger is closed; the tests look at it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EndToEndIT {
  private static final Duration SCRAPE_EVERY = Duration.ofMillis(250);
  private static final Duration IDLE_AFTER = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(200);

  @TempDir private static Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final WebhookSink webhook = new WebhookSink();
  private final SimulatorConfig fleet =
      SimulatorConfig.demo(32, 7)
          .withRules(SimulatorConfig.demo(32, 7).prices(), 0.05, IDLE_AFTER)
          .withRates(20, 20)
          .withFaults(
              new Faults(
                  List.of(new Faults.Xid(2, 94, Duration.ofSeconds(20))),
                  List.of(),
                  List.of(),
                  List.of(),
                  Duration.ofSeconds(10),
                  null));
  private final Simulator simulator = Simulator.create(fleet, vertx, InstantSource.system());
  private @Nullable Service service;
  private ApiClient api = new ApiClient(0);
  private TimeRange closed = new TimeRange(Instant.EPOCH, Instant.EPOCH);

  @BeforeAll
  void runUntilAMinuteIsClosed() throws Exception {
    await(simulator.start());
    Service running = Service.start(config(webhook.start()), BuildInfo.read());
    service = running;
    api = new ApiClient(running.httpPort());
    simulator.startTraffic(
        URI.create("http://127.0.0.1:" + running.otlpPort() + "/v1/traces"),
        URI.create("http://127.0.0.1:" + running.httpPort() + "/api/v1/predictions"));
    Instant start = JudgedMinute.start(Duration.ofSeconds(5), IDLE_AFTER);
    closed = new TimeRange(start, start.plusSeconds(60));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (running.analytics().ledgerTotals().closedUntil().isBefore(closed.end())) {
      assertThat(System.nanoTime()).as("a closed minute in time").isLessThan(deadline);
      Thread.sleep(200);
    }
    simulator.stopTraffic();
  }

  @AfterAll
  void stop() throws Exception {
    if (service != null) {
      service.close();
    }
    await(simulator.stop());
    webhook.close();
    await(vertx.close());
  }

  private ServerConfig config(URI hook) {
    List<ScrapeTarget> targets =
        simulator.targets().stream()
            .map(target -> new ScrapeTarget(target.uri(), target.labels()))
            .toList();
    return new ServerConfig(
        ServerConfig.ALL_ROLES,
        new HttpConfig("127.0.0.1", 0),
        OtlpConfig.LOCAL,
        RemoteWriteConfig.DEFAULT,
        new StoreConfig.Embedded(DuckDbConfig.at(folder)),
        new ScrapeConfig(SCRAPE_EVERY, Duration.ofSeconds(1), 8L << 20, targets),
        LimitsConfig.DEFAULT,
        new AnalyticsConfig(
            fleet.prices(),
            fleet.idleBelowRatio(),
            IDLE_AFTER,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            List.of(
                new SloConfig(
                    "chat-latency", "chat", fleet.latencyThreshold(), 0.99, Duration.ofDays(30)))),
        new DriftConfig(
            Duration.ofSeconds(2), 600, Duration.ofMinutes(1), 10_000, 30, 0.1, 0.1, 0.05),
        new AlertingConfig(
            Duration.ofMillis(500),
            Duration.ofHours(4),
            "http://127.0.0.1",
            List.of(
                new AlertingConfig.Webhook(
                    "oncall", hook, Secret.NONE, Duration.ofSeconds(5), true)),
            Map.of()),
        TracingConfig.DEFAULT,
        MetadataConfig.DEFAULT);
  }

  @Test
  void theLedgerAgreesWithTheFleetClassByClass() throws Exception {
    JsonNode answer = ledger("class");
    TruthTotals truth = simulator.truth().totals(closed);
    for (LedgerClass each : LedgerClass.values()) {
      TruthTotals.Sum expected = truth.sum(each);
      JsonNode item = ApiClient.item(answer, each.key());
      // Each change of hands is seen one scrape late at most.
      assertThat(item.path("gpuSeconds").asDouble(0))
          .as("GPU-seconds %s", each.key())
          .isCloseTo(expected.gpuSeconds(), within(0.005 * truth.all().gpuSeconds()));
      assertThat(item.path("energyJoules").asDouble(0))
          .as("joules %s", each.key())
          .isCloseTo(expected.energyJoules(), within(0.01 * truth.all().energyJoules()));
    }
  }

  @Test
  void theLedgerAddsUpToTheBillWithoutAResidual() throws Exception {
    for (String by : List.of("class", "namespace", "workload", "gpu", "node", "pool", "gpuModel")) {
      JsonNode answer = ledger(by);
      TruthTotals.Sum bill = simulator.truth().totals(closed).all();
      assertThat(answer.path("residualGpuSeconds").decimalValue()).isZero();
      assertThat(answer.path("totals").path("gpuSeconds").asDouble()).isEqualTo(32 * 60.0);
      assertThat(answer.path("totals").path("costUsd").asDouble())
          .isCloseTo(bill.costUsd(), within(1e-6));
      assertThat(ApiClient.sum(answer, "costUsd"))
          .isEqualByComparingTo(answer.path("totals").path("costUsd").decimalValue());
      assertThat(ApiClient.sum(answer, "energyJoules"))
          .isEqualByComparingTo(answer.path("totals").path("energyJoules").decimalValue());
      assertThat(answer.path("totals").path("energyJoules").asDouble())
          .isCloseTo(bill.energyJoules(), within(0.005 * bill.energyJoules()));
    }
  }

  @Test
  void utilizationAgreesWithTheFleet() throws Exception {
    JsonNode answer = api.json("/api/v1/utilization?by=cluster&window=1m");
    JsonNode item = answer.path("items").get(0);
    TimeRange window =
        new TimeRange(
            Instant.parse(answer.path("windowStart").asText()),
            Instant.parse(answer.path("windowEnd").asText()));
    double truth = simulator.truth().totals(window).utilizationRatio();
    assertThat(item.path("utilizationRatio").asDouble()).isCloseTo(truth, within(0.01));
    assertThat(item.path("gpus").asDouble()).isEqualTo(32);
    assertThat(item.path("doubts").path("missingRatio").asDouble()).isCloseTo(0, within(0.01));
    assertThat(item.path("trustRatio").asDouble()).isBetween(0.75, 1.0);
  }

  @Test
  void theObjectiveCountsEveryRequestThatWasSent() throws Exception {
    JsonNode slo = api.json("/api/v1/slos").path("items").get(0);
    assertThat(slo.path("valid").asLong()).isEqualTo(simulator.trafficTruth().requestsSent());
    assertThat(slo.path("good").asLong()).isEqualTo(simulator.trafficTruth().requestsGood());
    assertThat(slo.path("valid").asLong()).isGreaterThan(1_000);
  }

  @Test
  void driftIsFoundWhereTheFleetDrifts() throws Exception {
    JsonNode items = api.json("/api/v1/drift").path("items");
    assertThat(items).isNotEmpty();
    assertThat(items).anyMatch(item -> item.path("verdict").asText().equals("drift"));
    assertThat(items).anyMatch(item -> item.path("verdict").asText().equals("noDrift"));
  }

  @Test
  void theWebhookHearsOfIdleGpusWithTheirPriceAndOfTheXid() {
    JsonNode idle = webhook.firstFiring("GpuAllocatedIdle");
    assertThat(Double.parseDouble(idle.path("annotations").path("costUsdPerHour").asText()))
        .isPositive();
    JsonNode xid = webhook.firstFiring("GpuXidError");
    assertThat(xid.path("labels").path("xid").asText()).isEqualTo("94");
  }

  @Test
  void hintsRankFreeGpusAndListIdleOnes() throws Exception {
    JsonNode hints = api.json("/api/v1/hints");
    assertThat(hints.path("placement")).isNotEmpty();
    assertThat(hints.path("reclaim")).isNotEmpty();
    assertThat(hints.path("reclaim").get(0).path("evidence")).isNotEmpty();
  }

  @Test
  void theMetricsPageShowsNoResidual() throws Exception {
    assertThat(api.text("/metrics"))
        .contains("burnrate_ledger_residual_gpu_seconds 0.0")
        .contains("burnrate_scrape_samples_total")
        .contains("burnrate_store_");
  }

  @Test
  void theMetricsPageShowsWhateverTheDashboardsAskFor() throws Exception {
    MetricNames metrics = MetricNames.of(api.text("/metrics"));
    List<String> queries = ApiClient.expressions(Path.of("..", "dashboards"));
    assertThat(queries).hasSizeGreaterThan(10);
    for (String query : queries) {
      for (PromqlScan.Selector selector : PromqlScan.of(query).selectors()) {
        String metric = selector.metric();
        assertThat(metrics.has(metric)).as("%s in %s", metric, query).isTrue();
        assertThat(metrics.labels(metric))
            .as("labels of %s in %s", metric, query)
            .containsAll(selector.matched())
            .containsAll(selector.grouped());
        assertThat(selector.range().isEmpty())
            .as("%s in %s is no counter, or else has a range", metric, query)
            .isNotEqualTo(metrics.counter(metric));
      }
    }
  }

  private JsonNode ledger(String by) throws Exception {
    return api.json(
        "/api/v1/ledger?by=" + by + "&start=" + closed.start() + "&end=" + closed.end());
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
