package io.burnrate.alerting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.domain.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A webhook on this machine that keeps what it was sent and answers as it was told to. */
final class Receiver implements AutoCloseable {
  /** What it answers next. A status of 0 means that it never answers. */
  record Reply(int status, Map<String, String> headers) {
    static Reply of(int status) {
      return new Reply(status, Map.of());
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final List<Integer> answered = new CopyOnWriteArrayList<>();
  final Queue<Reply> script = new ConcurrentLinkedQueue<>();
  volatile Reply otherwise = Reply.of(200);
  volatile LongSupplier answersAfterMillis = () -> 0;
  private final String name;
  private final HttpServer server;
  private final Vertx vertx;

  private Receiver(String name, Vertx vertx) {
    this.name = name;
    this.vertx = vertx;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
  }

  static Receiver open(String name, Vertx vertx) throws Exception {
    Receiver receiver = new Receiver(name, vertx);
    receiver
        .server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return receiver;
  }

  AlertingConfig.Webhook webhook() {
    URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/hook?team=ml");
    return new AlertingConfig.Webhook(
        name, url, new Secret("token-9"), Duration.ofSeconds(5), true);
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              Reply next = script.poll();
              Reply reply = next == null ? otherwise : next;
              boolean asDocumented =
                  request.uri().equals("/hook?team=ml")
                      && "application/json".equals(request.getHeader("content-type"));
              if (reply.status() == 200 && asDocumented) {
                taken.add(parse(body.getBytes()));
                authorizations.add(String.valueOf(request.getHeader("authorization")));
              }
              answered.add(reply.status());
              long delayMillis = answersAfterMillis.getAsLong();
              if (delayMillis > 0) {
                vertx.setTimer(delayMillis, id -> end(request, reply));
              } else {
                end(request, reply);
              }
            });
  }

  private static void end(HttpServerRequest request, Reply reply) {
    if (reply.status() != 0) {
      reply.headers().forEach(request.response()::putHeader);
      request.response().setStatusCode(reply.status()).end("ok");
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every alert taken, as {@code status gpu}, in order. */
  List<String> story() {
    List<String> story = new ArrayList<>();
    for (JsonNode payload : taken) {
      for (JsonNode alert : payload.get("alerts")) {
        story.add(alert.get("status").asText() + " " + alert.get("labels").path("gpu").asText());
      }
    }
    return story;
  }

  @Override
  public void close() throws Exception {
    server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
