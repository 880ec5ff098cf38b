package io.burnrate.collector.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceRoutesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final Surroundings around =
      Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(NOW));

  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void start() throws Exception {
    Router router = Router.router(vertx);
    SourceRoutes.mount(router, around, () -> new FoundTargets(List.of(), List.of(), Map.of()));
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS)
            .actualPort();
    Source loud = around.sources().of("otlp", "chat");
    loud.accept(600);
    loud.speaks("gen_ai v1.36");
    loud.lag(1_500);
    Source bad = around.sources().of("remoteWrite", "10.0.0.1");
    bad.accept(1);
    bad.reject("size", 10);
    bad.leaveOut("unmapped", 3);
    bad.refuse(413, "the body is \"too\nlarge\"");
    around.sources().of("scrape", "http://node-1:9400/metrics");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsAllOfASource() throws Exception {
    JsonObject answer = json("?route=remoteWrite");
    assertThat(answer.getJsonArray("items"))
        .containsExactly(
            new JsonObject(
                """
                {"route": "remoteWrite", "name": "10.0.0.1",
                 "firstHeard": "2026-03-01T12:00:00Z", "lastHeard": "2026-03-01T12:00:00Z",
                 "acceptedPerSecond": 0.018, "rejectedPerSecond": 0.182,
                 "accepted": 1, "rejected": {"size": 10}, "leftOut": {"unmapped": 3},
                 "refusedRequests": {"413": 1}, "lagSeconds": null, "series": 0, "dialects": [],
                 "lastError": {"time": "2026-03-01T12:00:00Z",
                               "message": "the body is \\"too\uFFFDlarge\\""}}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                chat 10.0.0.1 http://node-1:9400/metrics",
    "?sort=rejected,    10.0.0.1 chat http://node-1:9400/metrics",
    "?sort=name,        10.0.0.1 chat http://node-1:9400/metrics",
    "?sort=lag,         chat 10.0.0.1 http://node-1:9400/metrics",
    "?name=NODE-1,      http://node-1:9400/metrics",
    "?dialect=GEN_AI,   chat",
    "?route=otlp,       chat",
    "?route=otlp&name=x,''"
  })
  void listsWhatIsAskedForInOrder(String query, String names) throws Exception {
    assertThat(String.join(" ", names(json(query)))).isEqualTo(names);
  }

  @Test
  void tellsHowManyTheLimitLeftOut() throws Exception {
    JsonObject answer = json("?limit=1");
    assertThat(names(answer)).containsExactly("chat");
    assertThat(answer.getInteger("total")).isEqualTo(3);
    assertThat(answer.getInteger("truncatedItems")).isEqualTo(2);
  }

  @Test
  void tellsWhoHasTheMostSeriesAndWhatTheyAreMadeOf() throws Exception {
    SeriesLimit series = around.sources().of("otlp", "chat").series();
    for (int pod = 0; pod < 50; pod++) {
      series.admit("up", Map.of("pod", "p" + pod, "job", "a"));
    }
    series.admit("down", Map.of("job", "b"));
    around.sources().of("otlp", "few").series().admit("up", Map.of());
    JsonObject answer = json("/cardinality?top=1&limit=1");
    assertThat(answer.getInteger("series")).isEqualTo(52);
    assertThat(answer.getInteger("total")).isEqualTo(2);
    assertThat(answer.getJsonArray("items"))
        .containsExactly(
            new JsonObject(
                """
                {"route": "otlp", "name": "chat", "series": 51, "refused": 0,
                 "metrics": [{"name": "up", "series": 50}],
                 "labels": [{"name": "pod", "values": 50}]}
                """));
  }

  @Test
  void anAnswerEndsBeforeItIsTooLarge() throws Exception {
    String half = "x".repeat(8 << 20);
    DroppedTarget large = new DroppedTarget("j", Map.of("a", half), "relabeling");
    JsonObject answer =
        TargetAnswer.write(
                new FoundTargets(List.of(), List.of(large, large, large), Map.of()),
                new TargetQuery(true, true, Optional.empty(), 10),
                NOW)
            .toJsonObject();
    assertThat(answer.getJsonArray("items")).hasSize(2);
    assertThat(answer.getInteger("truncatedItems")).isEqualTo(1);
  }

  @Test
  void aListOfSourcesEndsBeforeItIsTooLarge() throws Exception {
    String kind = "k".repeat(4_096);
    for (int source = 0; source < 100; source++) {
      for (int each = 0; each < 50; each++) {
        around.sources().of("otlp", "large" + source).reject(kind + each, 1);
      }
    }
    JsonObject answer = json("?limit=1000&name=large");
    int listed = answer.getJsonArray("items").size();
    assertThat(listed).isBetween(70, 90);
    assertThat(answer.getInteger("truncatedItems")).isEqualTo(100 - listed);
  }

  @ParameterizedTest
  @CsvSource({
    "/cardinality?top=33,     top: expected a whole number from 1 to 32",
    "/cardinality?sort=name,  'sort: no such parameter; allowed are [limit, name, route, top]'",
    "?limit=0,        limit: expected a whole number from 1 to 10000",
    "?limit=10001,    limit: expected a whole number from 1 to 10000",
    "?sort=x,         sort: expected one of",
    "?rout=otlp,      'rout: no such parameter; allowed are [dialect, limit, name, route, sort]'",
    "?name=,          name: expected a text",
    "?name=a&name=b,  name: expected once"
  })
  void namesTheParameterThatIsWrong(String query, String detail) throws Exception {
    HttpResponse<String> answer = get(query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("detail")).startsWith(detail);
  }

  private JsonObject json(String query) throws Exception {
    HttpResponse<String> answer = get(query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static List<String> names(JsonObject answer) {
    JsonArray items = answer.getJsonArray("items");
    return items.stream().map(each -> ((JsonObject) each).getString("name")).toList();
  }

  private HttpResponse<String> get(String query) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + port + SourceRoutes.PATH + query);
    return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }
}
