package io.burnrate.collector.metadata;

import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.metadata.FakeMlflow.run;
import static io.burnrate.collector.metadata.FakeMlflow.version;
import static io.burnrate.collector.metadata.FakeMlflow.versions;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.SecretText;
import io.burnrate.collector.discovery.TlsFiles;
import io.burnrate.collector.sources.Source;
import io.burnrate.domain.Secret;
import io.burnrate.store.Store;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server with MLflow's documented answers, into a real store, out by lineage's path. */
class MlflowPollerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final long UPDATED = 1_772_000_100_000L;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @TempDir private Path folder;
  private Vertx vertx;
  private Store store;
  private Surroundings around;
  private FakeMlflow mlflow;
  private MlflowPoller poller;
  private int port;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    store =
        DuckDb.create(
            DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)),
            InstantSource.fixed(NOW));
    store.open();
    around = Surroundings.of(vertx, registry, now::get);
    mlflow = new FakeMlflow(vertx);
    Router router = Router.router(vertx);
    LineageRoutes.mount(router, store, around);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .actualPort();
    Access access =
        new Access(
            "",
            SecretText.NONE,
            new SecretText(new Secret("s3cret"), ""),
            Map.of(),
            TlsFiles.DEFAULT,
            true);
    poller =
        MlflowPoller.create(
            new MlflowConfig(mlflow.url() + "/", Duration.ofMillis(50), access),
            store,
            around,
            1_000);
  }

  @AfterEach
  void close() throws Exception {
    poller.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    store.close();
  }

  @Test
  void versionsOfAllPagesAreAnsweredWithRunAndData() throws Exception {
    mlflow.answers.put(
        "registered-models/search",
        "{\"registered_models\":[{\"name\":\"ranker\",\"aliases\":["
            + "{\"alias\":\"champion\",\"version\":\"2\"}]}]}");
    mlflow.answers.put(
        "model-versions/search", versions("a b&c", version("1", "r1", UPDATED, "", "")));
    mlflow.answers.put(
        "model-versions/search?page_token=a+b%26c",
        versions(
            "", version("2", "r2", UPDATED, "\"v\"", "{\"key\":\"stage\",\"value\":\"gold\"}")));
    mlflow.answers.put("runs/get?run_id=r1", run("r1", "FINISHED", "clicks", "ab12"));
    mlflow.answers.put("runs/get?run_id=r2", run("r2", "FINISHED", "clicks", "cd34"));
    start();
    waitFor(() -> lineage("").size() == 2);
    JsonObject two = lineage("&version=2").getJsonObject(0);
    assertThat(two.getMap())
        .containsEntry("version", "2")
        .containsEntry("namespace", mlflow.url())
        .containsEntry("origin", "mlflow")
        .containsEntry("time", "2026-03-01T00:00:00Z")
        .containsEntry("run", "r2")
        .containsEntry("job", "12/swift-owl-7")
        .containsEntry("state", "READY")
        .containsEntry("runState", "FINISHED")
        .containsEntry("aliases", "champion v")
        .containsEntry("tag.stage", "gold")
        .containsEntry("updatedMillis", "1772000100000")
        .containsEntry("source", "s3://models/1/r2/artifacts/model")
        .containsEntry("dataset", "s3/clicks")
        .containsEntry("datasetDigest", "cd34");
    assertThat(two.getJsonArray("datasets"))
        .isEqualTo(
            new JsonArray(
                "[{\"namespace\":\"s3\",\"name\":\"clicks\",\"version\":\"\",\"digest\":\"cd34\"}]"));
    assertThat(mlflow.authorizations).containsOnly("Bearer s3cret");
    assertThat(around.sources().of("metadata", mlflow.url()).accepted()).isPositive();
  }

  @Test
  void whatChangedIsWrittenAgainAndItsRunAskedOnlyWhenItMayBeAnother() throws Exception {
    mlflow.answers.put("model-versions/search", versions("", version("1", "r1", UPDATED, "", "")));
    mlflow.answers.put("runs/get?run_id=r1", run("r1", "FINISHED", "clicks", "ab12"));
    start();
    waitFor(() -> lineage("").size() == 1);
    polls(2); // so that the writer knows that its row is stored, too
    now.set(NOW.plusSeconds(60));
    mlflow.answers.put(
        "model-versions/search", versions("", version("1", "r1", UPDATED, "\"prod\"", "")));
    waitFor(() -> "prod".equals(first("aliases")));
    assertThat(mlflow.count("runs/get?run_id=r1")).isEqualTo(1);
    assertThat(first("time")).isEqualTo("2026-03-01T00:01:00Z");
    now.set(NOW.plusSeconds(120));
    mlflow.answers.put("runs/get?run_id=r2", run("r2", "RUNNING", "clicks", "cd34"));
    mlflow.answers.put(
        "model-versions/search", versions("", version("1", "r2", UPDATED + 1, "\"prod\"", "")));
    waitFor(() -> "cd34".equals(first("datasetDigest")));
    now.set(NOW.plusSeconds(180));
    mlflow.answers.put("runs/get?run_id=r2", run("r2", "FINISHED", "clicks", "ef56"));
    waitFor(() -> "ef56".equals(first("datasetDigest")));
    double rows = registry.get("burnrate.metadata.rows").counter().count();
    polls(3);
    assertThat(registry.get("burnrate.metadata.rows").counter().count()).isEqualTo(rows);
    now.set(NOW.plus(Duration.ofHours(25)));
    waitFor(() -> "2026-03-02T01:00:00Z".equals(first("time")));
  }

  @Test
  void whatIsNoMoreInTheRegistryIsToldAsDeleted() throws Exception {
    mlflow.answers.put("model-versions/search", versions("", version("1", "", UPDATED, "", "")));
    start();
    waitFor(() -> lineage("").size() == 1);
    now.set(NOW.plusSeconds(60));
    mlflow.answers.put("model-versions/search", "{}");
    waitFor(() -> "true".equals(first("deleted")));
  }

  @Test
  void anOutageIsToldAndEndsByItself() throws Exception {
    mlflow.answers.put("model-versions/search", versions("", version("1", "r1", UPDATED, "", "")));
    mlflow.answers.put("runs/get?run_id=r1", run("r1", "FINISHED", "clicks", "ab12"));
    mlflow.instead = request -> request.response().setStatusCode(503).end("maintenance");
    start();
    waitFor(() -> failures("status") > 1);
    Source.Failure failure = around.sources().of("metadata", mlflow.url()).lastFailure();
    assertThat(Objects.requireNonNull(failure).message()).isEqualTo("status: status 503");
    assertThat(lineage("")).isEmpty();
    mlflow.instead = null;
    waitFor(() -> lineage("").size() == 1);
  }

  @Test
  void oneBadRunOrVersionHarmsNoOther() throws Exception {
    mlflow.answers.put(
        "model-versions/search",
        versions(
            "",
            version("1", "bad", UPDATED, "", ""),
            "{\"name\":\"ranker\"}",
            "7",
            version("2", "lost", UPDATED, "7,{}", "7,{\"key\":[]},{\"key\":\"\\u0000\\ud800\"}"),
            version("3", "r3", UPDATED, "", "")));
    mlflow.answers.put("runs/get?run_id=bad", "{\"run\":[");
    mlflow.answers.put("runs/get?run_id=r3", run("r3", "FINISHED", "clicks", "ab12"));
    start();
    waitFor(() -> lineage("").size() == 3);
    assertThat(lineage("&version=3").getJsonObject(0).getString("datasetDigest")).isEqualTo("ab12");
    assertThat(failures("malformed")).isPositive();
    assertThat(failures("malformedVersion")).isGreaterThanOrEqualTo(2);
    polls(3);
    assertThat(mlflow.count("runs/get?run_id=lost")).isEqualTo(1);
    now.set(NOW.plusSeconds(60));
    mlflow.answers.put("runs/get?run_id=bad", run("bad", "FINISHED", "clicks", "cd34"));
    waitFor(
        () -> "cd34".equals(lineage("&version=1").getJsonObject(0).getString("datasetDigest", "")));
  }

  @Test
  void hostileAnswersEndAndAreCountedByReason() throws Exception {
    mlflow.answers.put("model-versions/search", versions("", version("1", "", UPDATED, "", "")));
    FakeMlflow other = new FakeMlflow(vertx);
    start();
    hostile("malformed", request -> request.response().end("<html>"));
    hostile("malformed", request -> request.response().end("[".repeat(100_000)));
    hostile("malformed", request -> request.response().end("{\"registered_models\":7}"));
    hostile("malformed", request -> request.response().end("{\"next_page_token\":\"again\"}"));
    hostile(
        "tooLarge",
        request ->
            request.response().end(Buffer.buffer(new byte[MlflowClient.MAX_BODY_BYTES + 1])));
    hostile(
        "redirect",
        request -> request.response().setStatusCode(302).putHeader("Location", other.url()).end());
    hostile(
        "redirect",
        request ->
            request.response().setStatusCode(302).putHeader("Location", request.uri()).end());
    hostile("connection", request -> request.connection().close());
    hostile("timeout", request -> {});
    assertThat(other.asked).isEmpty();
    waitFor(() -> lineage("").size() == 1);
  }

  @Test
  void tokensWithoutEndAreLeftAfterSomePages() throws Exception {
    mlflow.instead =
        request -> request.response().end("{\"next_page_token\":\"" + System.nanoTime() + "\"}");
    start();
    waitFor(() -> failures("furtherPages") > 0);
    assertThat(mlflow.asked.stream().filter(each -> each.startsWith("registered")).count())
        .isLessThanOrEqualTo(2L * MlflowRegistry.MAX_PAGES);
  }

  @Test
  void withoutAnAddressNothingIsAsked() throws Exception {
    poller = MlflowPoller.create(MlflowConfig.DEFAULT, store, around);
    start();
    assertThat(mlflow.asked).isEmpty();
  }

  private void hostile(String reason, Consumer<HttpServerRequest> answer) throws Exception {
    double before = failures(reason);
    mlflow.instead = answer;
    waitFor(() -> failures(reason) > before);
    mlflow.instead = null;
  }

  private void start() throws Exception {
    poller.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void polls(int more) throws Exception {
    Counter polls = registry.get("burnrate.metadata.mlflow.polls").counter();
    double before = polls.count();
    waitFor(() -> polls.count() >= before + more);
  }

  private double failures(String reason) {
    Counter found =
        registry.find("burnrate.metadata.mlflow.failures").tag("reason", reason).counter();
    return found == null ? 0 : found.count();
  }

  private String first(String key) {
    return lineage("").getJsonObject(0).getString(key, "");
  }

  private JsonArray lineage(String more) {
    URI uri = URI.create("http://127.0.0.1:" + port + LineageRoutes.PATH + "?model=ranker" + more);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri).GET().build(), HttpResponse.BodyHandlers.ofString());
      return new JsonObject(answer.body()).getJsonArray("versions");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
