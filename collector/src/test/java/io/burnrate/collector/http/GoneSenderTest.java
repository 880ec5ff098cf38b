package io.burnrate.collector.http;

import static io.burnrate.collector.Patience.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More requests than there are threads; one of those that wait is given up by its sender. */
class GoneSenderTest {
  private static final int REQUESTS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CountDownLatch open = new CountDownLatch(1);
  private final Queue<String> begun = new ConcurrentLinkedQueue<>();
  private final Queue<HttpServerRequest> came = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() throws Exception {
    open.countDown();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void workForASenderThatLeftIsNotBegun() throws Exception {
    int port = serve();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(post(port, "patient"));
    }
    waitFor(() -> came.size() == REQUESTS);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\ngone";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      waitFor(() -> came.stream().anyMatch(each -> each.isEnded() && each.bytesRead() == 4));
    }
    waitFor(() -> came.stream().anyMatch(each -> each.response().closed()));
    open.countDown();
    answers.add(post(port, "patient"));
    for (CompletableFuture<HttpResponse<String>> each : answers) {
      assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(begun).hasSize(REQUESTS + 1).containsOnly("patient");
  }

  private int serve() throws Exception {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Surroundings around =
        Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(now));
    Intake intake = Intake.create(around, "gone", 1 << 20);
    return vertx
        .createHttpServer()
        .requestHandler(request -> take(intake, request))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private void take(Intake intake, HttpServerRequest request) {
    intake
        .handle(request, (Refusal) null, this::work)
        .map(done -> Answer.json(200, new JsonObject()))
        .otherwise(failure -> Answer.problem(Refusal.of(failure), new JsonObject()))
        .onSuccess(answer -> answer.send(request));
    came.add(request);
  }

  private CompletionStage<Void> work(byte[] body) {
    begun.add(new String(body, StandardCharsets.UTF_8));
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<HttpResponse<String>> post(int port, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }
}
