package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.devcluster.harness.Component;
import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.TimeRange;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.simulator.Faults;
import io.burnrate.simulator.SimulatedTarget;
import io.burnrate.simulator.Simulator;
import io.burnrate.simulator.SimulatorConfig;
import io.burnrate.simulator.TruthTotals;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service on a simulated fleet, whose Kafka is down over the end of a minute; and beside
 * it a collector with hardly any spool. One run of about two minutes; the tests look at it.
 */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class KafkaOutageIT {
  private static final int GPUS = 16;

  private static final Duration BEFORE = Duration.ofSeconds(15);
  private static final Duration AFTER = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration IDLE_AFTER = Duration.ofSeconds(15);

  /** Two installations: collectors of one share its targets among them. */
  private static final String FLEET = "outage";

  private static final String OTHER = "outage_tiny";
  private static final int FEW = 5;
  private static final int MOST_SENT = 1_000;

  @TempDir private static Path folder;
  private final RunningCluster cluster = RunningCluster.shared();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SimulatorConfig fleet =
      SimulatorConfig.demo(GPUS, 7)
          .withRules(SimulatorConfig.demo(GPUS, 7).prices(), 0.05, IDLE_AFTER)
          .withFaults(Faults.NONE);
  private final Simulator simulator = Simulator.create(fleet, vertx, InstantSource.system());
  private final List<Service> services = new ArrayList<>();
  private final List<String> unready = new ArrayList<>();
  private final List<HttpResponse<String>> refused = new ArrayList<>();
  private ApiClient api = new ApiClient(0);
  private TimeRange closed = new TimeRange(Instant.EPOCH, Instant.EPOCH);
  private int accepted;
  private String refusals = "";

  @BeforeAll
  void stopKafkaOverTheEndOfAMinute() throws Exception {
    await(simulator.start());
    bootstrap(FLEET);
    bootstrap(OTHER);
    Service service = start(FLEET, "[collector, analytics, alerting, api]", "1GiB", targets());
    Service collector = start(OTHER, "[collector]", "16KiB", "");
    api = new ApiClient(service.httpPort());
    Instant start = JudgedMinute.start(Duration.ofSeconds(3), IDLE_AFTER);
    closed = new TimeRange(start, start.plusSeconds(60));
    sleepUntil(closed.end().minus(BEFORE));
    cluster.stop(Component.KAFKA);
    try {
      URI traces = address(collector.otlpPort(), "/v1/traces");
      send(FEW, traces, KafkaOutageIT::trace);
      send(
          MOST_SENT,
          address(collector.httpPort(), "/api/v1/predictions"),
          KafkaOutageIT::prediction);
      send(MOST_SENT, traces, number -> trace(number + FEW));
      refusals = new ApiClient(collector.httpPort()).text("/metrics");
      while (Instant.now().isBefore(closed.end().plus(AFTER))) {
        HttpResponse<String> answer = get(service.httpPort(), "/readyz");
        if (answer.statusCode() != 200) {
          unready.add(answer.body());
        }
        Thread.sleep(500);
      }
    } finally {
      cluster.start(Component.KAFKA);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (service.analytics().ledgerTotals().closedUntil().isBefore(closed.end())
        || get(service.httpPort(), "/readyz").statusCode() != 200
        || get(collector.httpPort(), "/readyz").statusCode() != 200) {
      assertThat(System.nanoTime()).as("recovery in time").isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  /** Makes the content of the request with this number. */
  private interface Content {
    String of(int number);
  }

  private static String prediction(int number) {
    return "{\"model\":\"m\",\"id\":\"p"
        + number
        + "\",\"time\":\""
        + Instant.now()
        + "\",\"prediction\":0.5,\"features\":{\"a\":1}}\n";
  }

  private static String trace(int number) {
    long nanos = Instant.now().toEpochMilli() * 1_000_000;
    return """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x",
        "name":"chat","kind":2,"startTimeUnixNano":"%d","endTimeUnixNano":"%d"}]}]}]}
        """
        .formatted(number + 1, number + 1, nanos, nanos + 1_000_000);
  }

  /** Sends until the first that is turned away, or so many. */
  private void send(int most, URI to, Content content) throws Exception {
    for (int i = 0; i < most; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(to)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(content.of(i)))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        refused.add(answer);
        return;
      }
      accepted++;
    }
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address(port, path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void sleepUntil(Instant time) throws InterruptedException {
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), time).toMillis()));
  }

  private Service start(String prefix, String roles, String spool, String more) throws Exception {
    String yaml =
        "roles: "
            + roles
            + "\nhttp: { port: 0 }\notlp: { port: 0, grpcPort: 0 }\n"
            + store(prefix, folder.resolve(prefix), spool)
            + more;
    ServerConfig config = ConfigLoader.parse(yaml, prefix, Map.of()).config();
    Service service = Service.start(config, BuildInfo.read());
    services.add(service);
    return service;
  }

  private String store(String prefix, Path spool, String maxSize) {
    return """
        store:
          kind: pinot
          controller: "%s"
          brokers: ["%s"]
          kafka: { bootstrapServers: "%s", ackTimeout: 2s }
          prefix: %s
          partitions: 2
          spool: { path: "%s", maxSize: %s }
        """
        .formatted(
            cluster.controller(),
            cluster.broker(),
            cluster.bootstrapServers(),
            prefix,
            spool,
            maxSize);
  }

  private String targets() {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        "ledger: { idleBelowRatio: 0.05, idleAfter: 15s, staleAfter: 10s, closeAfter: 10s }\n");
    yaml.append("scrape:\n  interval: 500ms\n  timeout: 450ms\n  targets:\n");
    for (SimulatedTarget target : simulator.targets()) {
      yaml.append("    - url: \"").append(target.uri()).append("\"\n      labels: { ");
      yaml.append("cluster: \"").append(target.labels().get("cluster")).append("\" }\n");
    }
    return yaml.toString();
  }

  private void bootstrap(String prefix) throws Exception {
    Path file = folder.resolve("bootstrap.yaml");
    Files.writeString(file, store(prefix, folder.resolve("none"), "0B"));
    int exit =
        Cli.of(new ServiceLaunch(), Map.of()).execute("bootstrap", "--config", file.toString());
    assertThat(exit).isZero();
  }

  @AfterAll
  void stop() throws Exception {
    for (Service each : services) {
      each.close();
    }
    await(simulator.stop());
    await(vertx.close());
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private JsonNode ledger(String by) throws Exception {
    return api.json(
        "/api/v1/ledger?by=" + by + "&start=" + closed.start() + "&end=" + closed.end());
  }

  @Test
  void everyGpuHasEverySecondOnce() throws Exception {
    JsonNode answer = ledger("gpu");

    assertThat(answer.path("items")).hasSize(GPUS);
    for (JsonNode item : answer.path("items")) {
      assertThat(item.path("gpuSeconds").decimalValue())
          .as("%s", item)
          .isEqualByComparingTo(BigDecimal.valueOf(60));
    }
    assertThat(answer.path("residualGpuSeconds").decimalValue()).isZero();
  }

  @Test
  void theLedgerAgreesWithTheFleetAsIfNothingHadHappened() throws Exception {
    JsonNode answer = ledger("class");
    TruthTotals truth = simulator.truth().totals(closed);
    Map<LedgerClass, Double> seen = new EnumMap<>(LedgerClass.class);
    for (LedgerClass each : LedgerClass.values()) {
      seen.put(each, ApiClient.item(answer, each.key()).path("gpuSeconds").asDouble(0));
    }
    for (LedgerClass each : LedgerClass.values()) {
      assertThat(seen.get(each))
          .as("GPU-seconds %s of %s, and the fleet's %s", each.key(), seen, truth.byClass())
          .isCloseTo(truth.sum(each).gpuSeconds(), within(0.01 * truth.all().gpuSeconds()));
    }
  }

  @Test
  void readinessSaidThatKafkaIsMissing() {
    assertThat(unready).isNotEmpty();
    assertThat(unready.get(unready.size() - 1)).contains("store", "Kafka", "store.spool");
  }

  @Test
  void sendersWereTurnedAwaySoThatTheyComeAgain() {
    assertThat(refused).hasSize(2);
    for (HttpResponse<String> each : refused) {
      assertThat(each.statusCode()).as("%s", each.body()).isEqualTo(503);
      assertThat(each.headers().firstValue("Retry-After")).isPresent();
    }
    assertThat(refusals).contains("burnrate_store_spool_rejected_batches_total");
  }

  @Test
  void whatWasAcceptedIsThereOnce() throws Exception {
    assertThat(accepted).isPositive();
    ServerConfig config =
        ConfigLoader.parse(store(OTHER, folder.resolve("none"), "0B"), OTHER, Map.of()).config();
    try (Store store = StoreOpening.create(config.store(), InstantSource.system())) {
      store.open();
      assertThat(rows(store, Tables.PREDICTIONS) + rows(store, Tables.SPANS)).isEqualTo(accepted);
    }
  }

  private long rows(Store store, Table table) throws Exception {
    TimeRange range = new TimeRange(closed.start(), closed.end().plusSeconds(3_600));
    Aggregate count = Aggregate.countRows("rows");
    return store
        .query(Query.aggregate(table, range, List.of(), List.of(), List.of(count)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS)
        .longAt(0, "rows");
  }
}
