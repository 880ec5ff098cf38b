package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.Finding;
import io.burnrate.collector.discovery.Job;
import io.burnrate.collector.discovery.Limits;
import io.burnrate.collector.discovery.RelabelAction;
import io.burnrate.collector.discovery.RelabelRule;
import io.burnrate.collector.sources.SourceRoutes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a running scraper found, asked for over HTTP. */
class TargetRouteTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String PAGE =
      line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42) + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 9);

  private final Vertx vertx = Vertx.vertx();
  private final Surroundings around =
      Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(NOW));
  private final HttpClient client = HttpClient.newHttpClient();
  private int exporter;
  private int api;

  @SuppressWarnings("NullAway.Init")
  private Scraper scraper;

  @BeforeEach
  void start() throws Exception {
    exporter = listen(vertx.createHttpServer().requestHandler(r -> r.response().end(PAGE)));
    int broken =
        listen(vertx.createHttpServer().requestHandler(r -> r.response().setStatusCode(500).end()));
    RelabelRule rule =
        new RelabelRule(
            new RelabelRule.Parts(RelabelAction.DROP, List.of("rack"), ";", "spare", 0, "", ""));
    RelabelRule pool =
        new RelabelRule(
            new RelabelRule.Parts(
                RelabelAction.REPLACE, List.of("__meta_pool"), ";", "(.+)", 0, "pool", "p-$1"));
    Finding up = new Finding.Fixed(List.of("127.0.0.1:" + exporter), Map.of("__meta_pool", "h100"));
    Finding spare =
        new Finding.Fixed(List.of("127.0.0.1:1", "me:secret@127.0.0.1:2"), Map.of("rack", "spare"));
    Finding bad = new Finding.Fixed(List.of("me:secret@127.0.0.1:2"), Map.of());
    Finding down = new Finding.Fixed(List.of("127.0.0.1:" + broken), Map.of());
    scraper =
        Scraper.create(
            new ScrapeConfig(
                Duration.ofMillis(200),
                Duration.ofMillis(150),
                1 << 20,
                List.of(),
                List.of(
                    job("gpus", List.of(up, spare, bad), List.of(rule, pool)),
                    job("models", List.of(down), List.of()))),
            new KeptRows(),
            around);
    await(scraper.start());
    Router router = Router.router(vertx);
    SourceRoutes.mount(router, around, scraper::found);
    api = listen(vertx.createHttpServer().requestHandler(router));
    waitFor(() -> scraper.targets().stream().allMatch(each -> each.last() != null));
  }

  @AfterEach
  void stop() throws Exception {
    await(scraper.stop());
    await(vertx.close());
  }

  @Test
  void aTargetIsShownWithItsLabelsBeforeAndAfterTheRulesAndItsLastScrape() throws Exception {
    JsonObject answer = json("?state=active&job=gpus");
    assertThat(answer.getInteger("total")).isEqualTo(1);
    assertThat(answer.getString("at")).isEqualTo("2026-03-01T12:00:00Z");
    JsonObject item = answer.getJsonArray("items").getJsonObject(0);
    assertThat(item.getDouble("lastScrapeSeconds")).isPositive().isLessThan(10);
    item.remove("lastScrapeSeconds");
    assertThat(item)
        .isEqualTo(
            new JsonObject(
                """
                {"state": "active", "job": "gpus", "url": "http://127.0.0.1:PORT/metrics",
                 "held": true, "intervalSeconds": 0.2, "timeoutSeconds": 0.15,
                 "health": "up", "lastScrape": "2026-03-01T12:00:00Z", "samples": 2,
                 "lastError": "",
                 "labels": {"instance": "127.0.0.1:PORT", "job": "gpus", "pool": "p-h100"},
                 "discoveredLabels": {"__address__": "127.0.0.1:PORT", "__meta_pool": "h100",
                   "__metrics_path__": "/metrics", "__scheme__": "http", "job": "gpus",
                   "__scrape_interval__": "200ms", "__scrape_timeout__": "150ms"}}
                """
                    .replace("PORT", Integer.toString(exporter))));
  }

  @Test
  void aTargetThatFailsSaysWhy() throws Exception {
    JsonObject item = json("?job=models").getJsonArray("items").getJsonObject(0);
    assertThat(item.getString("health")).isEqualTo("down");
    assertThat(item.getString("lastError")).isEqualTo("status 500");
    assertThat(item.getInteger("samples")).isZero();
  }

  @Test
  void whatWasDroppedIsShownWithItsReasonAndWithoutPasswords() throws Exception {
    JsonObject answer = json("?state=dropped");
    assertThat(answer.getJsonObject("dropped"))
        .isEqualTo(new JsonObject("{\"relabeling\": 2, \"badAddress\": 1}"));
    JsonArray items = answer.getJsonArray("items");
    assertThat(items.getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"state": "dropped", "job": "gpus", "reason": "relabeling",
                 "discoveredLabels": {"__address__": "127.0.0.1:1", "rack": "spare"}}
                """));
    assertThat(items.getJsonObject(2).getString("reason")).isEqualTo("badAddress");
    assertThat(items.encode()).contains("…@127.0.0.1:2").doesNotContain("secret");
  }

  @Test
  void everythingIsListedUnlessOnlyAPartIsWanted() throws Exception {
    assertThat(states(json("")))
        .containsExactly("active", "active", "dropped", "dropped", "dropped");
    assertThat(states(json("?state=any&limit=3"))).containsExactly("active", "active", "dropped");
    assertThat(json("?limit=3").getInteger("truncatedItems")).isEqualTo(2);
    assertThat(states(json("?state=dropped&job=models"))).isEmpty();
  }

  @Test
  void aParameterThatIsWrongIsNamed() throws Exception {
    assertThat(get("?state=gone").statusCode()).isEqualTo(400);
    assertThat(new JsonObject(get("?state=gone").body()).getString("detail"))
        .isEqualTo("state: expected one of [active, dropped, any], got 'gone'");
    assertThat(get("?scrapePool=a").body()).contains("allowed are [job, limit, state]");
  }

  private static List<String> states(JsonObject answer) {
    JsonArray items = answer.getJsonArray("items");
    return IntStream.range(0, items.size())
        .mapToObj(i -> items.getJsonObject(i).getString("state"))
        .toList();
  }

  private JsonObject json(String query) throws Exception {
    HttpResponse<String> answer = get(query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private HttpResponse<String> get(String query) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + api + SourceRoutes.TARGETS_PATH + query);
    return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Job job(String name, List<Finding> findings, List<RelabelRule> rules) {
    return new Job(
        name,
        Duration.ofMillis(200),
        Duration.ofMillis(150),
        "http",
        "/metrics",
        Map.of(),
        false,
        true,
        Limits.DEFAULT,
        Access.DEFAULT,
        findings,
        rules,
        List.of());
  }

  private static int listen(HttpServer server) throws Exception {
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }
}
