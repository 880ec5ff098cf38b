package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.alerting.AlertingConfig;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.domain.LedgerClass;
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
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus spreads the series of a simulated fleet over eight shards, while we scrape half
 * of the same GPUs. Skipped where there is no {@code prometheus} on the PATH nor in the environment
 * variable BURNRATE_PROMETHEUS. Takes about two minutes.
 */
class PrometheusShardsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration IDLE_AFTER = Duration.ofSeconds(20);
  private static final int GPUS = 32;

  @TempDir private Path folder;
  private final SimulatorConfig fleet =
      SimulatorConfig.demo(GPUS, 7)
          .withRules(SimulatorConfig.demo(GPUS, 7).prices(), 0.05, IDLE_AFTER)
          .withFaults(Faults.NONE);

  @Test
  void everyGpuIsAccountedOnce() throws Exception {
    Optional<Path> binary = binary();
    assumeTrue(binary.isPresent(), "no prometheus on the PATH nor in BURNRATE_PROMETHEUS");
    Vertx vertx = Vertx.vertx();
    Simulator simulator = Simulator.create(fleet, vertx, InstantSource.system());
    simulator.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    try (Service service = Service.start(config(simulator), BuildInfo.read())) {
      Process prometheus = start(binary.get(), simulator, service.httpPort());
      try {
        check(simulator, service, prometheus);
      } finally {
        prometheus.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } finally {
      simulator.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private void check(Simulator simulator, Service service, Process prometheus) throws Exception {
    Instant start = JudgedMinute.start(Duration.ofSeconds(15), IDLE_AFTER);
    TimeRange minute = new TimeRange(start, start.plusSeconds(60));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (service.analytics().ledgerTotals().closedUntil().isBefore(minute.end())) {
      assertThat(prometheus.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime()).as("a closed minute in time").isLessThan(deadline);
      Thread.sleep(200);
    }
    JsonNode answer =
        new ApiClient(service.httpPort())
            .json("/api/v1/ledger?by=class&start=" + minute.start() + "&end=" + minute.end());
    TruthTotals truth = simulator.truth().totals(minute);
    assertThat(answer.path("residualGpuSeconds").asDouble()).isZero();
    assertThat(answer.path("totals").path("gpuSeconds").asDouble()).isEqualTo(GPUS * 60.0);
    assertThat(answer.path("totals").path("energyJoules").asDouble())
        .isCloseTo(truth.all().energyJoules(), within(0.02 * truth.all().energyJoules()));
    for (LedgerClass each : LedgerClass.values()) {
      // A change of hands is seen one scrape late, and idleness begins with it.
      assertThat(ApiClient.item(answer, each.key()).path("gpuSeconds").asDouble(0))
          .as("GPU-seconds %s", each.key())
          .isCloseTo(truth.sum(each).gpuSeconds(), within(0.02 * GPUS * 60));
    }
    assertThat(service.analytics().ledgerTotals().counterResets()).isZero();
    assertThat(service.analytics().measurements().get("second_route_samples_total")).isPositive();
  }

  private ServerConfig config(Simulator simulator) {
    List<ScrapeTarget> all =
        simulator.targets().stream()
            .map(target -> new ScrapeTarget(target.uri(), target.labels()))
            .toList();
    return new ServerConfig(
        ServerConfig.ALL_ROLES,
        new HttpConfig("127.0.0.1", 0),
        OtlpConfig.LOCAL,
        RemoteWriteConfig.DEFAULT,
        new StoreConfig.Embedded(DuckDbConfig.at(folder.resolve("store"))),
        new ScrapeConfig(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 8L << 20, all.subList(0, all.size() / 2)),
        LimitsConfig.DEFAULT,
        new AnalyticsConfig(
            fleet.prices(),
            fleet.idleBelowRatio(),
            IDLE_AFTER,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            List.of()),
        new DriftConfig(
            Duration.ofSeconds(2), 600, Duration.ofMinutes(1), 10_000, 30, 0.1, 0.1, 0.05),
        new AlertingConfig(
            Duration.ofMillis(500), Duration.ofHours(4), "http://127.0.0.1", List.of(), Map.of()),
        TracingConfig.DEFAULT,
        MetadataConfig.DEFAULT);
  }

  private Process start(Path binary, Simulator simulator, int port) throws Exception {
    StringBuilder config = new StringBuilder("global: {scrape_interval: 1s}\nscrape_configs:\n");
    config.append("  - job_name: dcgm\n    static_configs:\n");
    simulator
        .targets()
        .forEach(
            target -> {
              StringBuilder labels = new StringBuilder("pod: dcgm-exporter-x2x2x, namespace: ops");
              target.labels().forEach((k, v) -> labels.append(", ").append(k + ": \"" + v + '"'));
              labels.append(", __metrics_path__: \"").append(target.uri().getPath()).append('"');
              config
                  .append("      - targets: [\"" + target.uri().getAuthority() + "\"]\n")
                  .append("        labels: {" + labels + "}\n");
            });
    config.append("remote_write:\n  - url: http://127.0.0.1:" + port + "/api/v1/write\n");
    config.append("    queue_config: {min_shards: 8, max_shards: 8, max_samples_per_send: 200}\n");
    return new ProcessBuilder(
            binary.toString(),
            "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:0")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("log"));
  }

  private static Optional<Path> binary() {
    String named = System.getenv("BURNRATE_PROMETHEUS");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
