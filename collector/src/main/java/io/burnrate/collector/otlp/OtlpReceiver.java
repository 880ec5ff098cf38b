package io.burnrate.collector.otlp;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Intake;
import io.burnrate.store.AppendStore;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * OTLP over HTTP and over gRPC, plain or gzip, into the store. An export is acknowledged when all
 * that is sound in it is durable; what is not sound is rejected singly. An export may be repeated:
 * its items are stored once. Thread-safe.
 */
public final class OtlpReceiver {
  /** How the book of sources calls this way in. */
  static final String ROUTE = "otlp";

  /** An HTTP connection without traffic is closed after this. */
  static final int IDLE_TIMEOUT_SECONDS = 60;

  /** The same for gRPC, whose senders keep one connection from export to export. */
  static final int GRPC_IDLE_TIMEOUT_SECONDS = 300;

  /** Connections beyond this, of both transports, are closed at once, and counted. */
  static final int MAX_CONNECTIONS = 4_096;

  /** Calls at a time on one gRPC connection; a sender holds back more. */
  static final int MAX_CALLS = 100;

  /** How much one gRPC connection, and one call, may send before it is taken in. */
  private static final int WINDOW_BYTES = 1 << 20;

  /** How long {@link #stop} waits for exports under way. */
  static final int STOP_TIMEOUT_SECONDS = 4;

  private final OtlpConfig config;
  private final Vertx vertx;
  private final Intake intake;
  private final UnderWay underWay = new UnderWay();
  private final ConnectionLimit connections;
  private final HttpTransport http;
  private final GrpcTransport grpc;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  /** Where it listens. */
  public record Ports(int http, int grpc) {}

  private OtlpReceiver(OtlpConfig config, AppendStore store, Surroundings around) {
    this.config = config;
    this.vertx = around.vertx();
    this.intake = Intake.create(around, "burnrate-otlp", config.maxBodyBytes());
    this.connections = new ConnectionLimit(MAX_CONNECTIONS, around.registry());
    OtlpMetrics metrics = new OtlpMetrics(around.registry(), intake::inFlightBytes);
    WritePath path = new WritePath(config, store, around, metrics);
    Transport shared = new Transport(intake, path, metrics, underWay);
    this.http = new HttpTransport(shared);
    this.grpc = new GrpcTransport(vertx, shared);
  }

  /** A receiver that does not listen yet. */
  public static OtlpReceiver create(OtlpConfig config, AppendStore store, Surroundings around) {
    return new OtlpReceiver(config, store, around);
  }

  /** Listens on both ports. */
  public Future<Ports> start() {
    return listen(options(config.host(), config.port()), http::serve)
        .compose(
            httpPort ->
                listen(grpcOptions(config.host(), config.grpcPort()), grpc::serve)
                    .map(grpcPort -> new Ports(httpPort, grpcPort)));
  }

  private Future<Integer> listen(HttpServerOptions options, Handler<HttpServerRequest> handler) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::opened)
            .requestHandler(handler);
    servers.add(server);
    return server.listen().map(HttpServer::actualPort);
  }

  static HttpServerOptions options(String host, int port) {
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port)
        // A connection that may still become HTTP/2 is not counted before its first request.
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeout(IDLE_TIMEOUT_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  static HttpServerOptions grpcOptions(String host, int port) {
    Http2Settings settings =
        new Http2Settings().setMaxConcurrentStreams(MAX_CALLS).setInitialWindowSize(WINDOW_BYTES);
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port)
        .setInitialSettings(settings)
        .setHttp2ConnectionWindowSize(WINDOW_BYTES)
        .setIdleTimeout(GRPC_IDLE_TIMEOUT_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  /** Refuses what comes from now on, waits for exports under way, then closes. */
  public Future<Void> stop() {
    return underWay
        .drain()
        .timeout(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .recover(late -> Future.succeededFuture())
        .compose(done -> Future.join(servers.stream().map(HttpServer::close).toList()))
        .eventually(intake::close)
        .mapEmpty();
  }
}
