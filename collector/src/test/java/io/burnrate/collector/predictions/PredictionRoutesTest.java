package io.burnrate.collector.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.KeptRows;
import io.burnrate.collector.http.OpenStore;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionRoutesTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final String LINE =
      "{\"model\":\"fraud\",\"time\":\"2026-01-31T07:59:00Z\",\"prediction\":0.5,"
          + "\"features\":{\"amount\":12}}\n";

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final KeptRows kept = new KeptRows();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void keepsALineAsOneRow() throws Exception {
    int port = serve(kept);
    HttpResponse<String> response =
        post(
            port,
            """
            {"model": "fraud", "version": "7", "time": "2026-01-31T07:59:00.250Z", "id": "tx-1",
             "features": {"z": true, "amount": 12.50, "country": "DE", "n": 3, "gone": null},
             "prediction": 0.97, "label": "fraud", "more": {"ignored": [1]}}
            """
                .replace('\n', ' '));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(count("burnrate.source.accepted")).isEqualTo(1);
    assertThat(response.body())
        .isEqualTo("{\"accepted\":1,\"leftOut\":0,\"rejected\":0,\"errors\":[]}");
    assertThat(kept.only())
        .containsOnly(
            entry("time_ms", Instant.parse("2026-01-31T07:59:00.250Z").toEpochMilli()),
            entry("model", "fraud"),
            entry("prediction_id", "tx-1"),
            entry("version", "7"),
            entry("features", "{\"amount\":12.5,\"country\":\"DE\",\"n\":3,\"z\":\"true\"}"),
            entry("prediction", "0.97"),
            entry("label", "fraud"));
  }

  @Test
  void rejectsBadLinesSinglyAndSaysWhichAndWhy() throws Exception {
    int port = serve(kept);
    HttpResponse<String> response =
        post(port, LINE + "\n{\"model\":\"fraud\"}\r\nnonsense\n" + LINE.replace("12", "13"));
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getInteger("accepted")).isEqualTo(2);
    assertThat(body.getInteger("rejected")).isEqualTo(2);
    JsonArray errors = body.getJsonArray("errors");
    assertThat(errors.getJsonObject(0).getInteger("line")).isEqualTo(3);
    assertThat(errors.getJsonObject(0).getString("error")).isEqualTo("prediction: is missing");
    assertThat(errors.getJsonObject(1).getInteger("line")).isEqualTo(4);
    assertThat(kept.rows()).hasSize(2);
    assertThat(count("burnrate.predictions.rows")).isEqualTo(2);
    assertThat(rejectedFor("json")).isEqualTo(1);
    assertThat(registry.getMeters()).noneMatch(each -> each.getId().getDescription() == null);
    assertThat(rejectedFor("missingMember")).isEqualTo(1);
  }

  @Test
  void tellsOfTheFirstTwentyBadLines() throws Exception {
    HttpResponse<String> response = post(serve(kept), LINE + "x\n".repeat(100));
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getInteger("rejected")).isEqualTo(100);
    assertThat(body.getJsonArray("errors")).hasSize(LineTally.MAX_ERRORS);
  }

  @Test
  void onlyBadLinesAreA400() throws Exception {
    HttpResponse<String> response = post(serve(kept), "[1]\n{}\n");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonObject problem = new JsonObject(response.body());
    assertThat(problem.getInteger("status")).isEqualTo(400);
    assertThat(problem.getString("code")).isEqualTo("INVALID_REQUEST");
    assertThat(problem.getString("type")).isEqualTo("urn:burnrate:problem:invalid-request");
    assertThat(problem.getString("title")).isEqualTo("The request is wrong");
    assertThat(problem.getInteger("rejected")).isEqualTo(2);
    assertThat(problem.getJsonArray("errors")).hasSize(2);
    assertThat(rejectedFor("wrongType")).isEqualTo(1);
  }

  @Test
  void anEmptyBodyIsNoMistake() throws Exception {
    assertThat(post(serve(kept), "\n").statusCode()).isEqualTo(200);
    assertThat(kept.batches()).isEmpty();
  }

  @Test
  void cutsManyLinesIntoBatches() throws Exception {
    String line = "{\"model\":\"m\",\"prediction\":1}\n";
    HttpResponse<String> response = post(serve(kept), line.repeat(RowBatch.MAX_ROWS + 3));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(kept.batches()).containsExactly(RowBatch.MAX_ROWS, 3);
  }

  @Test
  void aBodySentAgainIsStoredOnce(@TempDir Path folder) throws Exception {
    try (OpenStore store = new OpenStore(folder, NOW)) {
      int port = serve(store);
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        body.append(LINE.replace("12", Integer.toString(i)));
      }
      assertThat(post(port, body.toString()).statusCode()).isEqualTo(200);
      assertThat(postGzip(port, body.toString()).statusCode()).isEqualTo(200);
      assertThat(store.rows(Tables.PREDICTIONS, "prediction_id", "features").rows()).isEqualTo(300);
    }
  }

  @Test
  void aFullStoreIsA503WithRetryAfter() throws Exception {
    int port =
        serve(
            batch ->
                CompletableFuture.failedFuture(
                    new BurnrateException(ErrorCode.OVERLOADED, "the queue is full")));
    HttpResponse<String> response = post(port, LINE);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("2");
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("OVERLOADED");
    assertThat(count("burnrate.predictions.rows")).isZero();
  }

  @Test
  void otherContentTypesAreA415() throws Exception {
    HttpResponse<String> response =
        send(serve(kept), "text/csv", HttpRequest.newBuilder().POST(BodyPublishers.ofString("a")));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(new JsonObject(response.body()).getString("title"))
        .isEqualTo("The media type is not understood");
  }

  @Test
  void otherMethodsAreA405() throws Exception {
    HttpResponse<String> response =
        send(serve(kept), "application/json", HttpRequest.newBuilder().GET());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("POST");
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void aZipBombIsA413() throws Exception {
    HttpResponse<String> response = postGzip(serve(kept), "\n".repeat(80 << 20));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("TOO_LARGE");
  }

  @Test
  void noDamageIsAFaultOfOursAndGoodLinesAreKept() throws Exception {
    int port = serve(kept);
    Random random = new Random(20260131);
    for (int i = 0; i < 300; i++) {
      byte[] line = LINE.getBytes(StandardCharsets.UTF_8);
      for (int k = random.nextInt(4); k >= 0; k--) {
        line[random.nextInt(line.length - 1)] = (byte) random.nextInt(256);
      }
      byte[] body =
          (LINE + new String(line, StandardCharsets.ISO_8859_1) + LINE)
              .getBytes(StandardCharsets.ISO_8859_1);
      HttpResponse<String> response =
          send(
              port,
              "application/x-ndjson",
              HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(body)));
      assertThat(response.statusCode()).as("round %d", i).isEqualTo(200);
      assertThat(new JsonObject(response.body()).getInteger("accepted")).isGreaterThanOrEqualTo(2);
    }
  }

  private int serve(AppendStore store) throws Exception {
    Router router = Router.router(vertx);
    PredictionRoutes.mount(
        router, store, Surroundings.of(vertx, registry, InstantSource.fixed(NOW)));
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(router);
    return server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
  }

  private HttpResponse<String> post(int port, String body) throws Exception {
    return send(
        port, "application/x-ndjson", HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> postGzip(int port, String body) throws Exception {
    return send(
        port,
        "application/json; charset=utf-8",
        HttpRequest.newBuilder()
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(gzip(body))));
  }

  private HttpResponse<String> send(int port, String contentType, HttpRequest.Builder request)
      throws Exception {
    return client.send(
        request
            .uri(URI.create("http://127.0.0.1:" + port + PredictionRoutes.PATH))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", contentType)
            .build(),
        BodyHandlers.ofString());
  }

  private double count(String metric) {
    return registry.get(metric).counter().count();
  }

  private double rejectedFor(String reason) {
    return registry
        .get("burnrate.predictions.rejected.lines")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
