package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages as they come over the network, in formats other than an exporter's. */
class ScrapedFormatsTest {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String PAGE =
      line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42) + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 9);

  private final KeptRows store = new KeptRows();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void anOpenMetricsPageWithoutItsEndIsDownAndNothingOfItIsKept() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    int port =
        serve(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "application/openmetrics-text; version=1.0.0")
                    .end(pages.getAndIncrement() == 0 ? PAGE : PAGE + "# EOF\n"));
    start("http://127.0.0.1:" + port + "/");
    assertThat(scrape("error", "the page ends before its format's end"))
        .containsEntry("up", 0L)
        .containsEntry("samples", 0L);
    assertThat(scrape("up", 1L)).containsEntry("samples", 2L);
    assertThat(first(Tables.GPU_SAMPLES).rows()).isEqualTo(1);
    assertThat(registry.get("burnrate.scrape.pages").tag("result", "cut").counter().count())
        .isEqualTo(1);
  }

  /** As Prometheus reads it. */
  @Test
  void aLastLineMayLackItsEndWhereThePageIsWhole() throws Exception {
    String page = PAGE.substring(0, PAGE.length() - 1);
    int port =
        serve(
            request -> {
              if (request.path().equals("/chunked")) {
                request.response().setChunked(true);
              }
              request.response().end(page);
            });
    start("http://127.0.0.1:" + port + "/");
    assertThat(scrape("up", 1L)).containsEntry("samples", 2L).containsEntry("rejected_lines", 0L);
    start("http://127.0.0.1:" + port + "/chunked");
    assertThat(scrape("target", "http://127.0.0.1:" + port + "/chunked"))
        .containsEntry("samples", 2L);
  }

  /** It ends where its connection does: the last number may be cut. */
  @Test
  void aLastLineWithoutEndIsDroppedWhereThePageMayBeCut() throws Exception {
    String answer = "HTTP/1.0 200 OK\r\n\r\n" + PAGE.substring(0, PAGE.length() - 1);
    int port =
        vertx
            .createNetServer()
            .connectHandler(socket -> socket.handler(asked -> socket.end(Buffer.buffer(answer))))
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS)
            .actualPort();
    start("http://127.0.0.1:" + port + "/");
    assertThat(scrape("up", 1L)).containsEntry("samples", 1L).containsEntry("rejected_lines", 1L);
  }

  @Test
  void aTargetIsToldHowLongItsAnswerMayTake() throws Exception {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    int port =
        serve(
            request -> {
              told.add(request.getHeader("X-Prometheus-Scrape-Timeout-Seconds"));
              request.response().end(PAGE);
            });
    start("http://127.0.0.1:" + port + "/");
    scrape("up", 1L);
    assertThat(told).contains("0.3");
  }

  @Test
  void aModelServerIsScrapedLikeAnExporter() throws Exception {
    String page = PAGE + "vllm:num_requests_running{model_name=\"m\"} 3.0\n";
    int port = serve(request -> request.response().end(page));
    start("http://127.0.0.1:" + port + "/metrics");
    assertThat(Pages.row(first(Tables.SERVING), 0))
        .containsEntry("server", "127.0.0.1:" + port)
        .containsEntry("target", "http://127.0.0.1:" + port + "/metrics")
        .containsEntry("metric", "REQUESTS_RUNNING")
        .containsEntry("cluster", "lab")
        .containsEntry("pool", "h100")
        .containsEntry("scrape_interval_millis", INTERVAL.toMillis())
        .containsEntry("value", 3.0);
    assertThat(scrape("up", 1L))
        .containsEntry("samples", 3L)
        .containsEntry("rows", 2L)
        .containsEntry("unmapped_lines", 0L);
    waitFor(() -> count("burnrate.scrape.samples") >= 3);
  }

  private int serve(Handler<HttpServerRequest> handler) throws Exception {
    return vertx
        .createHttpServer()
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .await(20, TimeUnit.SECONDS)
        .actualPort();
  }

  private void start(String url) throws Exception {
    Map<String, String> labels = Map.of("cluster", "lab", "pool", "h100");
    List<ScrapeTarget> targets = List.of(new ScrapeTarget(URI.create(url), labels));
    ScrapeConfig config = new ScrapeConfig(INTERVAL, Duration.ofSeconds(5), 1_000_000, targets);
    Surroundings around = Surroundings.of(vertx, registry, InstantSource.fixed(NOW));
    Scraper.create(config, store, around).start().await(20, TimeUnit.SECONDS);
  }

  /** The first scrape of which that is said. */
  private Map<String, Object> scrape(String column, Object value) throws Exception {
    waitFor(() -> scrapes().anyMatch(row -> value.equals(row.get(column))));
    return scrapes().filter(row -> value.equals(row.get(column))).findFirst().orElseThrow();
  }

  private Stream<Map<String, Object>> scrapes() {
    return store.of(Tables.SCRAPES).stream().map(batch -> Pages.row(batch, 0));
  }

  private RowBatch first(Table table) throws Exception {
    waitFor(() -> !store.of(table).isEmpty());
    return store.of(table).get(0);
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }
}
