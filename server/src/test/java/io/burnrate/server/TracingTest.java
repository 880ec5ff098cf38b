package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.burnrate.server.config.TracingConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final BuildInfo BUILD = new BuildInfo("1.2.3", "");

  private final BlockingQueue<String> exports = new LinkedBlockingQueue<>();
  private HttpServer sink;

  @BeforeEach
  void listen() throws Exception {
    sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exports.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sink.start();
  }

  @AfterEach
  void stop() {
    sink.stop(0);
  }

  @Test
  void aRequestArrivesAsASpanOfThisVersion() throws Exception {
    String endpoint = "http://127.0.0.1:" + sink.getAddress().getPort() + "/v1/traces";
    Tracing tracing = Tracing.of(new TracingConfig(endpoint, 1), BUILD);
    try {
      assertThat(requestThrough(tracing.vertx())).isEqualTo(204);
    } finally {
      tracing.close();
      tracing.vertx().close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    // Protobuf keeps texts as they are.
    assertThat(exports.poll(20, TimeUnit.SECONDS))
        .contains("service.name")
        .contains("burnrate")
        .contains("1.2.3")
        .contains("/livez");
  }

  @Test
  void withoutAnEndpointNothingOfTheSdkIsMade() throws Exception {
    Tracing tracing = Tracing.of(TracingConfig.DEFAULT, BUILD);
    try {
      assertThat(tracing.on()).isFalse();
      assertThat(requestThrough(tracing.vertx())).isEqualTo(204);
    } finally {
      tracing.close();
      tracing.vertx().close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    assertThat(exports).isEmpty();
  }

  private static int requestThrough(Vertx vertx) throws Exception {
    return vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
        .requestHandler(TracingTest::answer)
        .listen(0, "127.0.0.1")
        .compose(
            server ->
                vertx
                    .createHttpClient()
                    .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/livez"))
        .compose(request -> request.send())
        .map(HttpClientResponse::statusCode)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static void answer(HttpServerRequest request) {
    request.response().setStatusCode(204).end().onFailure(failure -> {});
  }
}
