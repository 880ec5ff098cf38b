package io.burnrate.collector.remotewrite;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.sources.Source;
import io.burnrate.store.AppendStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.xerial.snappy.Snappy;

/** The route on a port of its own, and a client. */
final class RunningWrites implements AutoCloseable {
  static final String TYPE_1 = "application/x-protobuf";
  static final String TYPE_2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final int port;
  private final Surroundings around;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RunningWrites(AppendStore store, InstantSource clock) throws Exception {
    Router router = Router.router(vertx);
    around = Surroundings.of(vertx, registry, clock);
    RemoteWriteRoutes.mount(router, RemoteWriteConfig.DEFAULT, store, around);
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(router);
    port = server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/api/v1/write");
  }

  HttpResponse<String> post(Dialect dialect, byte[] request) throws Exception {
    return post(dialect == Dialect.V1 ? TYPE_1 : TYPE_2, "snappy", Snappy.compress(request));
  }

  HttpResponse<String> post(String type, String encoding, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url())
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> postAs(String tenant, byte[] request) throws Exception {
    HttpRequest.Builder posted =
        HttpRequest.newBuilder(url())
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", TYPE_1)
            .header("Content-Encoding", "snappy")
            .header("X-Scope-OrgID", tenant)
            .POST(BodyPublishers.ofByteArray(Snappy.compress(request)));
    return client.send(posted.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get() throws Exception {
    return client.send(HttpRequest.newBuilder(url()).build(), BodyHandlers.ofString());
  }

  Source source(String name) {
    return around.sources().of("remoteWrite", name);
  }

  double samples(String result) {
    return registry.get("burnrate.remotewrite.samples").tag("result", result).counter().count();
  }

  @Override
  public void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }
}
