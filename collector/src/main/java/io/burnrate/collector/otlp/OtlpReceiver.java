package io.burnrate.collector.otlp;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.burnrate.store.AppendStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP over HTTP: {@code POST /v1/traces} in protobuf or JSON, plain or gzip, into {@link
 * io.burnrate.store.Tables#SPANS}. An export is acknowledged when all of its sound spans are
 * durable; spans that are not sound are rejected singly. An export may be repeated: a span is
 * stored once. Thread-safe.
 */
public final class OtlpReceiver {
  /** How the book of sources calls this way in. */
  static final String ROUTE = "otlp";

  /** A connection without traffic is closed after this. */
  static final int IDLE_TIMEOUT_SECONDS = 60;

  /** Connections beyond this are closed at once, and counted. */
  static final int MAX_CONNECTIONS = 4_096;

  /** How long {@link #stop} waits for exports under way. */
  static final int STOP_TIMEOUT_SECONDS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);

  private final OtlpConfig config;
  private final Vertx vertx;
  private final Intake intake;
  private final WritePath writePath;
  private final OtlpMetrics metrics;
  private final ConnectionLimit connections;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean stopping;
  private volatile @Nullable HttpServer server;

  private OtlpReceiver(OtlpConfig config, AppendStore store, Surroundings around) {
    MeterRegistry registry = around.registry();
    this.config = config;
    this.vertx = around.vertx();
    this.intake = Intake.create(around, "burnrate-otlp", config.maxBodyBytes());
    this.metrics = new OtlpMetrics(registry, intake::inFlightBytes);
    this.writePath = new WritePath(config, store, around, metrics, List.of(SpanRows.reader()));
    this.connections = new ConnectionLimit(MAX_CONNECTIONS, registry);
  }

  /** A receiver that does not listen yet. */
  public static OtlpReceiver create(OtlpConfig config, AppendStore store, Surroundings around) {
    return new OtlpReceiver(config, store, around);
  }

  /** Listens; the answer is the port. */
  public Future<Integer> start() {
    HttpServer created =
        vertx
            .createHttpServer(options(config.host(), config.port()))
            .connectionHandler(connections::opened)
            .requestHandler(this::serve);
    server = created;
    return created.listen().map(HttpServer::actualPort);
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

  /** Refuses what comes from now on, waits for exports under way, then closes. */
  public Future<Void> stop() {
    stopping = true;
    HttpServer listening = server;
    if (listening == null) {
      return intake.close();
    }
    if (underWay.get() == 0) {
      drained.tryComplete();
    }
    return drained
        .future()
        .timeout(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .recover(late -> Future.succeededFuture())
        .compose(done -> listening.close())
        .compose(done -> intake.close());
  }

  private void serve(HttpServerRequest request) {
    underWay.incrementAndGet();
    Encoding told = Encoding.of(Intake.mediaType(request));
    Encoding encoding = told == null ? Encoding.JSON : told;
    Signal signal = Signal.ofHttp(String.valueOf(request.path()));
    SignalReader reader = signal == null ? null : writePath.reader(signal);
    Refusal objection = objection(request, reader, told);
    String peer = peer(request);
    intake
        .handle(
            request,
            objection,
            // without a reader there is an objection
            body -> writePath.keep(Objects.requireNonNull(reader), encoding, peer, body))
        .map(encoding::answer)
        .otherwise(failure -> encoding.answer(refusal(failure)))
        .compose(answer -> answer(request, answer))
        .onComplete(sent -> over());
  }

  private @Nullable Refusal objection(
      HttpServerRequest request, @Nullable SignalReader reader, @Nullable Encoding encoding) {
    if (reader == null) {
      return Refusal.invalid(404, "no such path; " + writePath.paths());
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return Refusal.invalid(405, "expected POST");
    }
    if (encoding == null) {
      return Refusal.invalid(
          415, "Content-Type: expected application/x-protobuf or application/json");
    }
    return stopping ? Refusal.overloaded("closing") : null;
  }

  private static String peer(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null || address.hostAddress() == null ? "" : address.hostAddress();
  }

  private static Refusal refusal(Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    if (refusal.unforeseen()) {
      LOG.error("An export failed in a way that nobody foresaw", failure);
    } else if (refusal.status() >= 500) {
      LOG.debug("An export was not kept: {}", refusal.detail());
    }
    return refusal;
  }

  private Future<Void> answer(HttpServerRequest request, Answer answer) {
    metrics.answered(answer.status());
    return answer.send(request);
  }

  private void over() {
    if (underWay.decrementAndGet() == 0 && stopping) {
      drained.tryComplete();
    }
  }
}
