package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.analytics.UtilizationReport;
import io.burnrate.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTest {
  private final FixedAnalytics analytics = new FixedAnalytics();
  private final AtomicReference<Store.Health> health = new AtomicReference<>(Store.Health.OK);
  private final RunningApi api = new RunningApi(sources());

  private ApiSources sources() {
    ApiSources plain = TestFleet.sources(analytics);
    return new ApiSources(
        plain.analytics(),
        plain.drift(),
        plain.alerts(),
        plain.deliveries(),
        plain.hints(),
        plain.measurements(),
        List.of(
            new ApiSources.Component("store", health::get),
            new ApiSources.Component("scrape", () -> Store.Health.OK)),
        plain.clock(),
        plain.version());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void readinessNamesEachComponentAndWhyItIsNotWell() {
    assertThat(api.get("/readyz").statusCode()).isEqualTo(200);

    health.set(Store.Health.failed("disk full"));
    HttpResponse<String> response = api.get("/readyz");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo(
            "{\"status\":\"notReady\",\"components\":["
                + "{\"name\":\"store\",\"ok\":false,\"reason\":\"disk full\"},"
                + "{\"name\":\"scrape\",\"ok\":true,\"reason\":\"\"}]}");
  }

  @Test
  void theProcessLivesWhileAComponentIsDown() {
    health.set(Store.Health.failed("disk full"));

    assertThat(api.get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void headAnswersWithoutABody() {
    HttpResponse<String> response = api.send("HEAD", "/api/v1/utilization");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Replies.JSON);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void headSendsNoByteAfterTheHeaders() {
    String head = PlainSocket.answer(api.port, "HEAD /livez HTTP/1.1");

    assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").doesNotContain("alive");
  }

  @Test
  void theFirstAnswerOnAConnectionMayBeLarge() {
    // A client that offers HTTP/2 in its first request gets HTTP/1.1, whole.
    HttpResponse<String> response = api.get("/api/v1/openapi.json");

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(RunningApi.read(response.body()).path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void answersAreNotToBeStored() {
    assertThat(api.get("/api/v1/slos").headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoAskForIt() throws IOException {
    analytics.utilizationItems =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    new UtilizationReport.Item(
                        "GPU-" + i, 1, 1, 0.5, "smActive", 300, 0.5, 1, TestFleet.DOUBTS))
            .toList();

    HttpResponse<byte[]> response =
        api.send(
            "GET",
            "/api/v1/utilization?by=gpu",
            HttpResponse.BodyHandlers.ofByteArray(),
            "Accept-Encoding",
            "gzip");

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    String body =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(RunningApi.read(body).path("items")).hasSize(2000);
    assertThat(response.body().length).isLessThan(body.length() / 5);
  }

  @Test
  void theIndexNamesEveryPath() {
    JsonNode endpoints = api.json("/").path("endpoints");

    List<String> named = new ArrayList<>();
    endpoints.fieldNames().forEachRemaining(named::add);
    assertThat(named)
        .contains("/livez", "/readyz", "/metrics", "/api/v1/openapi.json", "/api/v1/hints");
    named.forEach(path -> assertThat(api.get(path).statusCode()).as(path).isEqualTo(200));
  }

  @Test
  void metricsComeInTheFormatThatIsAskedFor() {
    HttpResponse<String> text = api.get("/metrics");
    HttpResponse<String> openMetrics =
        api.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");

    assertThat(text.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(text.body()).doesNotContain("# EOF");
    assertThat(openMetrics.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(openMetrics.body()).endsWith("# EOF\n");
  }

  @Test
  void manyWhoAskTheSameAtOnceAreOneQuestion() throws Exception {
    analytics.gate = new CompletableFuture<>();
    int before = analytics.questions.get();
    List<CompletableFuture<Integer>> asking = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asking.add(
          CompletableFuture.supplyAsync(
              () -> api.get("/api/v1/utilization?by=node&window=33m").statusCode()));
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (analytics.questions.get() == before && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    analytics.gate.complete(null);

    for (CompletableFuture<Integer> each : asking) {
      assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    }
    // Those that came later than a second after the first may have asked again.
    assertThat(analytics.questions.get() - before).isLessThan(20);
  }

  @Test
  void requestsAreTimedByRouteAndStatus() {
    api.get("/api/v1/utilization");
    api.get("/nothing/here");

    String page = api.get("/metrics").body();
    assertThat(page)
        .contains(
            "burnrate_http_requests_seconds_count"
                + "{method=\"GET\",route=\"/api/v1/utilization\",status=\"200\"} 1")
        .contains(
            "burnrate_http_requests_seconds_count"
                + "{method=\"GET\",route=\"other\",status=\"404\"} 1");
  }

  @Test
  void stoppingClosesThePort() {
    RunningApi.await(api.api.stop());

    assertThat(catchThrowable(() -> api.get("/livez"))).isInstanceOf(AssertionError.class);
  }
}
