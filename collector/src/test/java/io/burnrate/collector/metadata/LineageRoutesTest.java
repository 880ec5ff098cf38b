package io.burnrate.collector.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.Store;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as OpenLineage's documentation has them, over HTTP, into a real store. */
class LineageRoutesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String RUN = "3f5e83fa-3480-44ff-99c5-ff943904e5e8";

  @TempDir private Path folder;
  private Vertx vertx;
  private Store store;
  private int port;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    InstantSource clock = InstantSource.fixed(NOW);
    store = DuckDb.create(DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)), clock);
    store.open();
    Router router = Router.router(vertx);
    LineageRoutes.mount(router, store, Surroundings.of(vertx, new SimpleMeterRegistry(), clock));
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    store.close();
  }

  @Test
  void whatARunReadAndMadeIsAnsweredThoughItCameInTwoEvents() throws Exception {
    HttpResponse<String> started =
        post(
            event(
                "START",
                "\"inputs\":[{\"namespace\":\"s3://data\",\"name\":\"clicks\",\"facets\":{"
                    + "\"version\":{\"datasetVersion\":\"v7\"},"
                    + "\"checksum\":{\"checksum\":\"sha256:ab\"}}}]"));
    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(started.body()).getInteger("accepted")).isEqualTo(1);
    post(
        "["
            + event(
                "COMPLETE",
                "\"outputs\":[{\"namespace\":\"models\",\"name\":\"ranker\",\"facets\":{"
                    + "\"version\":{\"datasetVersion\":\"12\"}}}]")
            + "]");
    JsonArray versions = get("?model=ranker&version=12").getJsonArray("versions");
    assertThat(versions).hasSize(1);
    JsonObject one = versions.getJsonObject(0);
    assertThat(one.getString("version")).isEqualTo("12");
    assertThat(one.getString("origin")).isEqualTo("openlineage");
    assertThat(one.getString("run")).isEqualTo(RUN);
    assertThat(one.getString("job")).isEqualTo("training/rank-daily");
    assertThat(one.getString("state")).isEqualTo("COMPLETE");
    assertThat(one.getString("time")).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(one.getString("dataset")).isEqualTo("s3://data/clicks");
    assertThat(one.getString("datasetVersion")).isEqualTo("v7");
    assertThat(one.getString("datasetDigest")).isEqualTo("sha256:ab");
    assertThat(one.getJsonArray("datasets"))
        .isEqualTo(
            new JsonArray(
                "[{\"namespace\":\"s3://data\",\"name\":\"clicks\",\"version\":\"v7\","
                    + "\"digest\":\"sha256:ab\"}]"));
    assertThat(get("?model=ranker&version=13").getJsonArray("versions")).isEmpty();
  }

  @Test
  void theLaterOfTwoEventsInOneMillisecondIsAnswered() throws Exception {
    String made = "\"outputs\":[{\"name\":\"m\"}]";
    post(event("START", made));
    post(event("COMPLETE", made));
    JsonArray versions = get("?model=m").getJsonArray("versions");
    assertThat(versions).hasSize(1);
    assertThat(versions.getJsonObject(0).getString("state")).isEqualTo("COMPLETE");
  }

  @Test
  void anEndStaysTheStateWhateverComesAfter() throws Exception {
    String made = "\"outputs\":[{\"name\":\"m\"}]";
    for (String type : List.of("RUNNING", "START", "FAIL", "OTHER", "RUNNING")) {
      post(event(type, made));
    }
    assertThat(get("?model=m").getJsonArray("versions").getJsonObject(0).getString("state"))
        .isEqualTo("FAIL");
  }

  @Test
  void aLateEventOfAnEarlierRunDoesNotTakeAVersionOver() throws Exception {
    post(made("later", "2026-02-28T23:00:00Z"));
    post(made("earlier", "2026-02-28T21:53:20"));
    assertThat(run("m")).isEqualTo("later");
    post(made("last", "2026-02-28T19:30:00-04:00"));
    assertThat(run("m")).isEqualTo("last");
    post(made("unknown", ""));
    assertThat(run("m")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday,            'eventTime: expected a time such as 2026-01-31T08:00:00Z'",
    "2027-03-01T00:00:00Z, 'eventTime: lies more than a day in the future'"
  })
  void anEventOfNoPossibleTimeIsRefused(String time, String reason) throws Exception {
    HttpResponse<String> answer = post(made("r", time));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo(reason);
  }

  private static String made(String run, String time) {
    return event("COMPLETE", "\"outputs\":[{\"name\":\"m\"}]")
        .replace(RUN, run)
        .replace("2026-02-28T20:52:00.001Z", time);
  }

  private String run(String model) throws Exception {
    JsonArray versions = get("?model=" + model).getJsonArray("versions");
    assertThat(versions).hasSize(1);
    return versions.getJsonObject(0).getString("run");
  }

  @Test
  void aJobEventTellsWhatIsMadeWithoutARun() throws Exception {
    HttpResponse<String> answer =
        post(
            "{\"eventTime\":\"2026-02-28T20:52:00.001Z\",\"producer\":\"https://example.org/t\","
                + "\"schemaURL\":\"https://openlineage.io/spec/2-0-2/OpenLineage.json"
                + "#/$defs/JobEvent\",\"job\":{\"namespace\":\"training\",\"name\":\"rank\"},"
                + "\"inputs\":[{\"namespace\":\"s3://data\",\"name\":\"clicks\"}],"
                + "\"outputs\":[{\"namespace\":\"models\",\"name\":\"ranker\"}]}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject one = get("?model=ranker").getJsonArray("versions").getJsonObject(0);
    assertThat(one.getString("job")).isEqualTo("training/rank");
    assertThat(one.getString("dataset")).isEqualTo("s3://data/clicks");
    assertThat(one.getMap()).doesNotContainKeys("run", "state");
  }

  @Test
  void aJobEventLeavesWhatARunSaidAlone() throws Exception {
    post(event("COMPLETE", "\"outputs\":[{\"namespace\":\"models\",\"name\":\"ranker\"}]"));
    post(
        "{\"job\":{\"namespace\":\"training\",\"name\":\"rank\"},"
            + "\"outputs\":[{\"namespace\":\"models\",\"name\":\"ranker\"}]}");
    assertThat(get("?model=ranker").getJsonArray("versions"))
        .extracting(each -> ((JsonObject) each).getString("run"))
        .containsExactlyInAnyOrder(RUN, null);
  }

  @Test
  void anEventOfADatasetAloneIsRefusedWithTheReason() throws Exception {
    HttpResponse<String> answer =
        post(
            "{\"eventTime\":\"2026-02-28T20:52:00.001Z\",\"producer\":\"https://example.org/t\","
                + "\"dataset\":{\"namespace\":\"s3://data\",\"name\":\"clicks\"}}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .isEqualTo("an event of a dataset alone does not tell what is made of it");
  }

  @Test
  void aBadEventHarmsNoOther() throws Exception {
    HttpResponse<String> answer =
        post(
            "[{\"eventType\":\"START\"},"
                + event("COMPLETE", "\"outputs\":[{\"name\":\"m\"}]")
                + "]");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(new JsonObject().put("accepted", 1).put("rejected", 1));
    assertThat(get("?model=m").getJsonArray("versions")).hasSize(1);
  }

  @Test
  void whatIsNoEventIsRefused() throws Exception {
    assertThat(post("{").statusCode()).isEqualTo(400);
    assertThat(post("").statusCode()).isEqualTo(400);
    assertThat(post("{\"run\":7}").statusCode()).isEqualTo(400);
    assertThat(post("\"text\"").statusCode()).isEqualTo(400);
    assertThat(send(HttpRequest.newBuilder(at("")).GET()).statusCode()).isEqualTo(400);
  }

  private static String event(String type, String more) {
    return "{\"eventType\":\"%s\",\"eventTime\":\"2026-02-28T20:52:00.001Z\",\"run\":{\"runId\":\"%s\"},"
            .formatted(type, RUN)
        + "\"job\":{\"namespace\":\"training\",\"name\":\"rank-daily\"},"
        + more
        + ",\"producer\":\"https://example.org/trainer\"}";
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(at(""))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonObject get(String query) throws Exception {
    return new JsonObject(send(HttpRequest.newBuilder(at(query)).GET()).body());
  }

  private URI at(String query) {
    return URI.create("http://127.0.0.1:" + port + LineageRoutes.PATH + query);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
