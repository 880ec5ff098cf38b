package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sender that stops in the middle of its body. */
class LateBodyTest {
  private static final long RECEIVE_MILLIS = 200;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** OTLP and remote write repeat what gets a 503, and give up what gets a 408. */
  @Test
  void isToldToSendItAgain() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serve())) {
      socket.setSoTimeout(10_000);
      String half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nha";
      socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);

      assertThat(new String(answer, 0, length, StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("retry-after:");
    }
  }

  private int serve() throws Exception {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Surroundings around =
        Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(now));
    Intake intake = Intake.create(around, "late", 1 << 20);
    Intake.Terms terms = new Intake.Terms(Packing.GZIP_OR_NONE, null, RECEIVE_MILLIS);
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                intake
                    .handle(request, terms, body -> CompletableFuture.completedFuture(body.length))
                    .map(done -> Answer.json(200, new JsonObject()))
                    .otherwise(failure -> Answer.problem(Refusal.of(failure), new JsonObject()))
                    .onSuccess(answer -> answer.send(request)))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }
}
