package io.burnrate.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of the service: health, metrics and the questions under {@code /api/v1}. The one
 * door into this module. Thread-safe; started once.
 */
public final class Api {
  /** Connections beyond this are closed at once, and counted. */
  static final int MAX_CONNECTIONS = 4_096;

  private static final int IDLE_TIMEOUT_SECONDS = 60;
  private static final int SHUTDOWN_SECONDS = 2;

  /** Smaller answers are not worth compressing. */
  private static final int LEAST_COMPRESSED_BYTES = 1_024;

  private static final int COMPRESSION_LEVEL = 4;

  private final HttpConfig config;
  private final Vertx vertx;
  private final Router router;
  private final Runnable refresh;
  private final AtomicInteger connections = new AtomicInteger();
  private final Counter refusedConnections;
  private volatile @Nullable HttpServer server;

  private Api(
      HttpConfig config,
      Vertx vertx,
      Router router,
      Runnable refresh,
      PrometheusMeterRegistry registry) {
    this.config = config;
    this.vertx = vertx;
    this.router = router;
    this.refresh = refresh;
    this.refusedConnections =
        Counter.builder("burnrate.http.refused.connections")
            .description("Connections closed because too many are open")
            .register(registry);
    Gauge.builder("burnrate.http.connections", connections, AtomicInteger::get)
        .description("Connections open")
        .register(registry);
  }

  /**
   * Wires the API; no port is opened yet.
   *
   * @param registry gets the KPIs, once: two APIs need two registries
   * @param extraRoutes add routes of others, such as the one that takes predictions
   */
  public static Api create(
      HttpConfig config,
      ApiSources sources,
      PrometheusMeterRegistry registry,
      Vertx vertx,
      List<Consumer<Router>> extraRoutes) {
    KpiMetrics kpis = new KpiMetrics(sources, registry, SeriesCap.MAX_SERIES, System::nanoTime);
    registry.getPrometheusRegistry().register(kpis);
    List<Endpoint> endpoints = Endpoint.all(new Questions(sources));
    Router router = router(sources.process(), endpoints, registry, vertx, extraRoutes);
    return new Api(config, vertx, router, kpis::refresh, registry);
  }

  /**
   * Wires health and metrics only, for a process that answers no questions; otherwise as {@link
   * #create}.
   */
  public static Api withoutQuestions(
      HttpConfig config,
      ProcessSources sources,
      PrometheusMeterRegistry registry,
      Vertx vertx,
      List<Consumer<Router>> extraRoutes) {
    registry.getPrometheusRegistry().register(new ProcessMetrics(sources.measurements(), registry));
    Router router = router(sources, List.of(), registry, vertx, extraRoutes);
    return new Api(config, vertx, router, () -> {}, registry);
  }

  /**
   * Routes that answer {@code path}, or all below it where it ends in an asterisk, with 404 and
   * {@code detail}: where else to ask.
   */
  public static Consumer<Router> elsewhere(String path, String detail) {
    return router ->
        router
            .route(path)
            .handler(context -> Replies.fail(context, ProblemException.ofStatus(404, detail)));
  }

  private static Router router(
      ProcessSources sources,
      List<Endpoint> endpoints,
      PrometheusMeterRegistry registry,
      Vertx vertx,
      List<Consumer<Router>> extraRoutes) {
    AnswerCache cache = new AnswerCache(workers(vertx), AnswerCache.MAX_BYTES, System::nanoTime);
    return new ApiRouter(vertx, sources, endpoints, cache, new MetricsPage(registry))
        .build(new RequestTimer(registry), extraRoutes);
  }

  /** Opens the port and answers which one it is. */
  public Future<Integer> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_TIMEOUT_SECONDS)
            // An answer of more than 16 KiB to an HTTP/2 upgrade comes out garbled in Vert.x 5.0.7.
            .setHttp2ClearTextEnabled(false)
            .setCompressionSupported(true)
            .setCompressionLevel(COMPRESSION_LEVEL)
            .setCompressionContentSizeThreshold(LEAST_COMPRESSED_BYTES);
    HttpServer created =
        vertx.createHttpServer(options).connectionHandler(this::count).requestHandler(router);
    server = created;
    return created.listen(config.port(), config.host()).map(HttpServer::actualPort);
  }

  /**
   * Looks anew at what is too slow for a scrape: objectives, drift, hints. Blocks up to ten
   * seconds; to be called every few seconds from a worker thread.
   */
  public void refresh() {
    refresh.run();
  }

  /** Lets open requests end for two seconds, then closes. */
  public Future<Void> stop() {
    HttpServer started = server;
    return started == null
        ? Future.succeededFuture()
        : started.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }

  Router router() {
    return router;
  }

  private void count(HttpConnection connection) {
    int open = connections.incrementAndGet();
    connection.closeHandler(closed -> connections.decrementAndGet());
    if (open > MAX_CONNECTIONS) {
      refusedConnections.increment();
      connection.close();
    }
  }

  private static Executor workers(Vertx vertx) {
    return task ->
        vertx.executeBlocking(
            () -> {
              task.run();
              return null;
            },
            false);
  }
}
