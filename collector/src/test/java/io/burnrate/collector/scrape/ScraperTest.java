package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.sources.ScrapedTarget;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScraperTest {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String PAGE =
      line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42) + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 9);

  private final KeptRows store = new KeptRows();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Scraper> scrapers = new CopyOnWriteArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    for (Scraper scraper : scrapers) {
      await(scraper.stop());
    }
    await(vertx.close());
  }

  @Test
  void aPageBecomesOneBatchAndOneScrapeRow() throws Exception {
    List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    int port =
        serve(
            request -> {
              headers.add(
                  Map.of(
                      "accept", request.getHeader("Accept"),
                      "encoding", request.getHeader("Accept-Encoding")));
              request.response().putHeader("Content-Type", "text/plain; charset=utf-8").end(PAGE);
            });
    start("http://127.0.0.1:" + port + "/metrics", Duration.ofSeconds(5));
    RowBatch samples = first(Tables.GPU_SAMPLES);
    Map<String, Object> scrape = scrape("up", 1L);
    String target = "http://127.0.0.1:" + port + "/metrics";
    assertThat(Pages.row(samples, 0))
        .containsEntry("time_ms", NOW.toEpochMilli())
        .containsEntry("cluster", "lab")
        .containsEntry("gpu_util_ratio", 0.42)
        .containsEntry("target", target)
        .containsEntry("scrape_interval_millis", INTERVAL.toMillis());
    assertThat(scrape)
        .containsEntry("time_ms", NOW.toEpochMilli())
        .containsEntry("target", target)
        .containsEntry("cluster", "lab")
        .containsEntry("pool", "h100")
        .containsEntry("up", 1L)
        .containsEntry("body_bytes", (long) PAGE.length())
        .containsEntry("lines", 2L)
        .containsEntry("samples", 2L)
        .containsEntry("rows", 1L)
        .containsEntry("rejected_lines", 0L)
        .doesNotContainKey("error");
    assertThat(headers.get(0).get("accept"))
        .startsWith("application/openmetrics-text;version=1.0.0")
        .endsWith("*/*;q=0.1");
    assertThat(headers.get(0)).containsEntry("encoding", "gzip");
    waitFor(() -> count("burnrate.scrape.samples") >= 2);
    waitFor(() -> count("burnrate.source.accepted") >= 2);
    assertThat(last().up()).isTrue();
    assertThat(registry.get("burnrate.scrape.body.bytes").summary().max()).isEqualTo(PAGE.length());
    assertThat(registry.getMeters()).noneMatch(each -> each.getId().getDescription() == null);
    assertThat(registry.get("burnrate.scrape.targets").tag("state", "up").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void gzipIsTaken() throws Exception {
    int port = serve(new HttpServerOptions().setCompressionSupported(true), answer(PAGE));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(first(Tables.GPU_SAMPLES).rows()).isEqualTo(1);
    assertThat(scrape("up", 1L)).containsEntry("body_bytes", (long) PAGE.length());
  }

  @Test
  void anEmptyPageIsUpWithoutData() throws Exception {
    start("http://127.0.0.1:" + serve(answer("")) + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "empty page")).containsEntry("up", 1L);
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
  }

  @Test
  void aServerErrorIsDown() throws Exception {
    int port = serve(request -> request.response().setStatusCode(500).end(PAGE));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "status 500")).containsEntry("up", 0L);
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    int port =
        serve(
            request -> request.response().setStatusCode(302).putHeader("Location", "/other").end());
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "status 302")).containsEntry("up", 0L);
  }

  @Test
  void aPageInAnotherFormatIsDown() throws Exception {
    int port = serve(answer("<html>\n<body>hello</body>\n</html>\n"));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "not a format of Prometheus"))
        .containsEntry("up", 0L)
        .containsEntry("rejected_lines", 3L);
  }

  @Test
  void aForeignContentTypeIsDown() throws Exception {
    int port =
        serve(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(PAGE));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "content type application/json; charset=utf-8"))
        .containsEntry("up", 0L);
  }

  @Test
  void aClosedPortIsDown() throws Exception {
    int port = serve(answer(PAGE));
    await(vertx.close());
    vertx = Vertx.vertx();
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    scrape("up", 0L);
    assertThat(last().error()).contains("onnect");
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUp() throws Exception {
    int port =
        serve(
            request -> {
              request.response().setChunked(true).write(PAGE);
            });
    start("http://127.0.0.1:" + port + "/", Duration.ofMillis(80));
    Gauge inFlight = registry.get("burnrate.scrape.inflight.bytes").gauge();
    waitFor(() -> inFlight.value() >= PAGE.length());
    waitFor(() -> inFlight.value() == 0);
    assertThat(scrape("error", "no complete answer within 80 ms")).containsEntry("up", 0L);
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
  }

  @Test
  void anEndlessPageIsCutAtTheLimit() throws Exception {
    Buffer part = Buffer.buffer("x".repeat(10_000) + "\n");
    int port =
        serve(
            request -> {
              request.response().setChunked(true);
              pour(request, part);
            });
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    Map<String, Object> scrape = scrape("error", "page larger than the limit of 1000000 bytes");
    assertThat(scrape).containsEntry("up", 0L);
    assertThat(scrape)
        .hasEntrySatisfying(
            "body_bytes", bytes -> assertThat((Long) bytes).isLessThanOrEqualTo(1_000_000L));
  }

  @Test
  void aCompressedPageIsMeasuredUnpacked() throws Exception {
    int port =
        serve(
            new HttpServerOptions().setCompressionSupported(true),
            answer("#" + " ".repeat(2_000_000) + "\n"));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    assertThat(scrape("error", "page larger than the limit of 1000000 bytes"))
        .containsEntry("up", 0L);
  }

  @Test
  void aLargePageIsRead() throws Exception {
    StringBuilder page = new StringBuilder();
    while (page.length() < 3 * ScrapeTask.MAX_INLINE_BYTES) {
      page.append(line("DCGM_FI_DEV_GPU_UTIL", "GPU-" + page.length(), "", 42));
    }
    start("http://127.0.0.1:" + serve(answer(page.toString())) + "/", Duration.ofSeconds(5));
    assertThat(first(Tables.GPU_SAMPLES).rows()).isGreaterThan(3_000);
  }

  @Test
  void aSlowTargetIsNotAskedTwiceAtATime() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int port =
        serve(
            request -> {
              most.accumulateAndGet(open.incrementAndGet(), Math::max);
              vertx.setTimer(
                  INTERVAL.toMillis() - 60,
                  id -> {
                    open.decrementAndGet();
                    request.response().end(PAGE);
                  });
            });
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    waitFor(() -> store.of(Tables.SCRAPES).size() >= 3);
    assertThat(most).hasValue(1);
  }

  @Test
  void aBadTargetDoesNotHinderTheOthers() throws Exception {
    int good = serve(answer(PAGE));
    int bad = serve(request -> {});
    start(Duration.ofSeconds(5), "http://127.0.0.1:" + bad + "/", "http://127.0.0.1:" + good + "/");
    waitFor(() -> store.of(Tables.GPU_SAMPLES).size() >= 3);
    assertThat(store.of(Tables.GPU_SAMPLES))
        .allMatch(batch -> batch.source().equals("http://127.0.0.1:" + good + "/"));
  }

  @Test
  void aConnectionThatTheServerClosedIsOpenedAnew() throws Exception {
    int port =
        serve(
            new HttpServerOptions().setIdleTimeout(40).setIdleTimeoutUnit(TimeUnit.MILLISECONDS),
            answer(PAGE));
    start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    waitFor(() -> store.of(Tables.GPU_SAMPLES).size() >= 3);
    assertThat(store.of(Tables.SCRAPES))
        .noneSatisfy(batch -> assertThat(Pages.row(batch, 0).toString()).contains("Closed"));
  }

  @Test
  void aStoreThatHangsHoldsTheTargetBack() throws Exception {
    store.hang(true);
    start("http://127.0.0.1:" + serve(answer(PAGE)) + "/", Duration.ofSeconds(5));
    waitFor(() -> count("burnrate.scrape.overlaps") >= 2);
    assertThat(store.of(Tables.SCRAPES)).isEmpty();
    store.hang(false);
    waitFor(() -> store.of(Tables.GPU_SAMPLES).size() >= 2);
  }

  @Test
  void aFullStoreIsAskedOnceMore() throws Exception {
    store.refuse(1);
    start("http://127.0.0.1:" + serve(answer(PAGE)) + "/", Duration.ofSeconds(5));
    first(Tables.SCRAPES);
    first(Tables.GPU_SAMPLES);
    assertThat(count("burnrate.scrape.append.retries")).isGreaterThanOrEqualTo(1);
    assertThat(failures("OVERLOADED")).isZero();
  }

  @Test
  void whatAFullStoreRefusesTwiceIsCounted() throws Exception {
    store.refuse(1_000_000);
    start("http://127.0.0.1:" + serve(answer(PAGE)) + "/", Duration.ofSeconds(5));
    waitFor(() -> failures("OVERLOADED") >= 2);
    store.refuse(0);
    assertThat(first(Tables.GPU_SAMPLES).rows()).isEqualTo(1);
  }

  @Test
  void stoppingWaitsForTheRunningScrape() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    int port =
        serve(
            request -> {
              asked.incrementAndGet();
              vertx.setTimer(90, id -> request.response().end(PAGE));
            });
    Scraper scraper = start("http://127.0.0.1:" + port + "/", Duration.ofSeconds(5));
    waitFor(() -> asked.get() == 1);
    await(scraper.stop());
    assertThat(store.of(Tables.GPU_SAMPLES)).hasSize(1);
    assertThat(store.of(Tables.SCRAPES)).hasSize(1);
  }

  @Test
  void wrongTargetsAreRefusedByName() {
    assertThatThrownBy(() -> create(Duration.ofSeconds(1), "ftp://x/metrics"))
        .hasMessageContaining("ftp://x/metrics");
    assertThatThrownBy(() -> create(Duration.ofSeconds(1), "http://a/m", "http://a/m"))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> create(Duration.ofSeconds(1), "http://me:secret@a:9400/m"))
        .hasMessageContaining("a:9400")
        .hasMessageNotContaining("secret");
  }

  private static Handler<HttpServerRequest> answer(String page) {
    return request -> request.response().end(page);
  }

  private static void pour(HttpServerRequest request, Buffer part) {
    request.response().write(part).onSuccess(written -> pour(request, part));
  }

  private int serve(Handler<HttpServerRequest> handler) throws Exception {
    return serve(new HttpServerOptions(), handler);
  }

  private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler)
      throws Exception {
    return await(vertx.createHttpServer(options).requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private Scraper start(String url, Duration timeout) throws Exception {
    return start(timeout, url);
  }

  private Scraper start(Duration timeout, String... urls) throws Exception {
    Scraper scraper = create(timeout, urls);
    scrapers.add(scraper);
    await(scraper.start());
    return scraper;
  }

  private Scraper create(Duration timeout, String... urls) {
    Map<String, String> labels = Map.of("cluster", "lab", "pool", "h100");
    List<ScrapeTarget> targets =
        List.of(urls).stream().map(url -> new ScrapeTarget(URI.create(url), labels)).toList();
    ScrapeConfig config = new ScrapeConfig(INTERVAL, timeout, 1_000_000, targets);
    return Scraper.create(
        config, store, Surroundings.of(vertx, registry, InstantSource.fixed(NOW)));
  }

  private ScrapedTarget.Scrape last() {
    return Objects.requireNonNull(scrapers.get(0).targets().get(0).last());
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

  private double failures(String code) {
    return registry.get("burnrate.scrape.append.failures").tag("code", code).counter().count();
  }
}
