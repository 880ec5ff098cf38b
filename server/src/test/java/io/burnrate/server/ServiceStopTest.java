package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.burnrate.alerting.AlertingConfig;
import io.burnrate.alerting.RuleKind;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.domain.Secret;
import io.burnrate.domain.TimeRange;
import io.burnrate.drift.DriftConfig;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.server.config.TracingConfig;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose neighbours all hang is stopped. */
class ServiceStopTest {
  private static final String PAGE =
      """
      # TYPE DCGM_FI_DEV_GPU_UTIL gauge
      DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",device="nvidia0",modelName="H100",Hostname="n"} 50
      """;

  /** A scrape that hangs does so until the next one. */
  private static final Duration SCRAPE_EVERY = Duration.ofSeconds(3);

  @TempDir Path folder;
  private final SilentServer hangingTarget = new SilentServer();
  private final SilentServer hangingWebhook = new SilentServer();

  @Test
  void stoppingEndsInTimeAndWhatWasAcceptedIsKept() throws Exception {
    HttpServer exporter = exporter();
    Service service = Service.start(config(exporter), BuildInfo.read());
    try (Socket hangingClient = new Socket(InetAddress.getLoopbackAddress(), service.otlpPort())) {
      hangingClient.getOutputStream().write(beginningOfAnExport());
      export(service.otlpPort());
      assertThat(hangingTarget.asked()).isTrue();
      assertThat(hangingWebhook.asked()).isTrue();
      awaitAReading(service);

      long began = System.nanoTime();
      service.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(StopSignal.LONGEST_STOP);
    } finally {
      service.close();
      exporter.stop(0);
      hangingTarget.close();
      hangingWebhook.close();
    }

    try (Store store = DuckDb.create(DuckDbConfig.at(folder), InstantSource.system())) {
      store.open();
      assertThat(count(store, Tables.SPANS)).isEqualTo(1);
      assertThat(count(store, Tables.GPU_SAMPLES)).isPositive();
    }
  }

  private static HttpServer exporter() throws Exception {
    HttpServer exporter =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    exporter.start();
    return exporter;
  }

  /** Nobody listens on the last target's port, which is what the webhook is to hear of. */
  private ServerConfig config(HttpServer exporter) {
    URI good = URI.create("http://127.0.0.1:" + exporter.getAddress().getPort() + "/metrics");
    URI closed = URI.create("http://127.0.0.1:1/metrics");
    List<ScrapeTarget> targets =
        List.of(
            new ScrapeTarget(good, Map.of()),
            new ScrapeTarget(hangingTarget.uri(), Map.of()),
            new ScrapeTarget(closed, Map.of()));
    Duration patient = Duration.ofMinutes(1);
    return new ServerConfig(
        ServerConfig.ALL_ROLES,
        new HttpConfig("127.0.0.1", 0),
        OtlpConfig.LOCAL.limitedTo(1L << 20),
        RemoteWriteConfig.DEFAULT,
        new StoreConfig.Embedded(DuckDbConfig.at(folder)),
        new ScrapeConfig(SCRAPE_EVERY, patient, 1L << 20, targets),
        LimitsConfig.DEFAULT,
        new AnalyticsConfig(
            List.of(), 0.05, patient, patient, Duration.ofSeconds(30), patient, List.of()),
        DriftConfig.DEFAULT,
        new AlertingConfig(
            Duration.ofMillis(200),
            Duration.ofHours(4),
            "http://127.0.0.1",
            List.of(
                new AlertingConfig.Webhook(
                    "oncall", hangingWebhook.uri(), Secret.NONE, patient, true)),
            Map.of(RuleKind.TARGET_DOWN, new AlertingConfig.Rule(true, Duration.ZERO, "critical"))),
        TracingConfig.DEFAULT,
        MetadataConfig.DEFAULT);
  }

  /** A request whose body does not end. */
  private static byte[] beginningOfAnExport() {
    String text =
        "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000\r\n\r\n{";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void export(int port) throws Exception {
    long now = Instant.now().toEpochMilli();
    String body =
        """
        {"resourceSpans": [{"scopeSpans": [{"spans": [{
          "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174",
          "name": "chat", "kind": 2,
          "startTimeUnixNano": "%d000000", "endTimeUnixNano": "%d000000"}]}]}]}
        """
            .formatted(now - 100, now);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void awaitAReading(Service service) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (service.analytics().gpus().isEmpty()) {
      assertThat(System.nanoTime()).as("a reading in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static long count(Store store, Table table) throws Exception {
    TimeRange always = new TimeRange(Instant.EPOCH, Instant.now().plusSeconds(60));
    Query query =
        Query.aggregate(table, always, List.of(), List.of(), List.of(Aggregate.countRows("n")));
    return store.query(query).toCompletableFuture().get(20, TimeUnit.SECONDS).longAt(0, "n");
  }
}
