package io.burnrate.server;

import io.burnrate.alerting.Alerting;
import io.burnrate.alerting.Signals;
import io.burnrate.analytics.Analytics;
import io.burnrate.api.Api;
import io.burnrate.api.ApiSources;
import io.burnrate.collector.otlp.OtlpReceiver;
import io.burnrate.collector.predictions.PredictionRoutes;
import io.burnrate.collector.scrape.Scraper;
import io.burnrate.drift.Drift;
import io.burnrate.feedback.Feedback;
import io.burnrate.feedback.HintReport;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.Store;
import io.burnrate.store.duckdb.DuckDb;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole service, wired by hand in the order in which data flows: store, analytics, drift,
 * alerting, API, and at last what lets data in. Closed the other way round, in one bounded time of
 * which the store always gets its share, so that what was accepted is kept. Started and closed
 * once.
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** All of {@link #close()}: within {@link StopSignal#LONGEST_STOP}, with time to end the JVM. */
  static final Duration CLOSE_WITHIN = Duration.ofMillis(4_500);

  /** Requests and scrapes under way may end; one that hangs is cut off. */
  private static final Duration INTAKE_SHARE = Duration.ofSeconds(1);

  /** A delivery that hangs takes a second of it; then what is known of alerts is kept. */
  private static final Duration ALERTING_SHARE = Duration.ofMillis(1_200);

  private static final Duration STORE_SHARE = Duration.ofSeconds(2);
  private static final Duration LOOPS_SHARE = Duration.ofMillis(150);

  /** For what only has to hear of the end. */
  private static final Duration BRIEF_SHARE = Duration.ofMillis(30);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LEDGER_PATIENCE = Duration.ofMinutes(3);
  private static final Duration KPI_REFRESH = Duration.ofSeconds(5);

  private final Closing closing = new Closing(CLOSE_WITHIN);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InstantSource clock = InstantSource.system();
  private final ServerConfig config;
  private final Vertx vertx;
  private final Store store;
  private final Analytics analytics;
  private final Drift drift;
  private final Alerting alerting;
  private final Feedback feedback;
  private final Api api;
  private final OtlpReceiver otlp;
  private final Scraper scraper;
  private int httpPort;
  private int otlpPort;

  private Service(ServerConfig config, BuildInfo build) {
    this.config = config;
    Tracing tracing = Tracing.of(config.tracing(), build);
    closing.add("tracing", BRIEF_SHARE, tracing);
    vertx = tracing.vertx();
    closing.add("event loops", LOOPS_SHARE, () -> await(vertx.close(), CLOSE_WITHIN));
    closing.addBeside("gc metrics", ServiceMetrics.bind(registry));
    store = DuckDb.create(config.store(), clock);
    analytics = Analytics.create(config.analytics(), store, clock);
    drift = Drift.create(config.drift(), store, clock);
    alerting = Alerting.create(config.alerting(), signals(), store, vertx, clock);
    feedback = Feedback.create(analytics::gpus, config.analytics().idleAfter(), clock);
    api = Api.create(config.http(), sources(build), registry, vertx, List.of(this::predictions));
    otlp = OtlpReceiver.create(config.otlp(), store, vertx, registry, clock);
    scraper = Scraper.create(config.scrape(), store, vertx, registry, clock);
  }

  /** Starts everything, or throws after closing what had started. */
  static Service start(ServerConfig config, BuildInfo build) throws TimeoutException {
    Service service = new Service(config, build);
    try {
      service.start();
      return service;
    } catch (TimeoutException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void start() throws TimeoutException {
    store.open();
    closing.add("store", STORE_SHARE, store);
    analytics.start();
    closing.add("analytics", BRIEF_SHARE, analytics);
    drift.start();
    closing.add("drift", BRIEF_SHARE, drift);
    alerting.start();
    closing.add("alerting", ALERTING_SHARE, alerting);
    Timers timers = new Timers();
    closing.add("timers", INTAKE_SHARE, timers);
    timers.every("ledger", TICK, analytics::tick);
    timers.every("drift", config.drift().evaluationInterval(), drift::evaluate);
    timers.every("alerting", config.alerting().evaluationInterval(), alerting::evaluate);
    timers.every("kpis", KPI_REFRESH, api::refresh);
    otlpPort = await(otlp.start(), START_TIMEOUT);
    closing.addBeside("otlp", () -> await(otlp.stop(), CLOSE_WITHIN));
    httpPort = await(api.start(), START_TIMEOUT);
    closing.addBeside("api", () -> await(api.stop(), CLOSE_WITHIN));
    await(scraper.start(), START_TIMEOUT);
    closing.addBeside("scraper", () -> await(scraper.stop(), CLOSE_WITHIN));
  }

  private Signals signals() {
    return new Signals(
        config.analytics().idleAfter(),
        analytics::gpus,
        analytics::targets,
        analytics::slos,
        () -> drift.report().verdicts(),
        analytics::ledgerTotals);
  }

  private ApiSources sources(BuildInfo build) {
    return new ApiSources(
        analytics,
        drift::report,
        alerting::alerts,
        alerting::deliveries,
        this::hints,
        Map.of(
            "store", store::measurements,
            "analytics", analytics::measurements,
            "alerting", alerting::measurements,
            "drift", drift::measurements),
        List.of(
            new ApiSources.Component("store", store::health),
            new ApiSources.Component("ledger", this::ledgerHealth),
            new ApiSources.Component("otlp", () -> listening(otlpPort, "otlp")),
            new ApiSources.Component("http", () -> listening(httpPort, "http"))),
        clock,
        build.version());
  }

  /** Minutes are closed soon after their end, unless the store refuses them. */
  private Store.Health ledgerHealth() {
    Instant closed = analytics.ledgerTotals().closedUntil();
    Duration allowed = config.analytics().closeAfter().plus(LEDGER_PATIENCE);
    boolean behind =
        closed.isAfter(Instant.EPOCH) && closed.plus(allowed).isBefore(clock.instant());
    // Without a GPU there is no minute to close, however long ago the last one was.
    return behind && !analytics.gpus().isEmpty()
        ? Store.Health.failed("no minute closed since " + closed + "; see the log for the reason")
        : Store.Health.OK;
  }

  private static Store.Health listening(int port, String name) {
    return port > 0 ? Store.Health.OK : Store.Health.failed(name + " does not listen yet");
  }

  HintReport hints() {
    return feedback.hints();
  }

  private void predictions(io.vertx.ext.web.Router router) {
    PredictionRoutes.mount(router, store, vertx, registry, clock);
  }

  Analytics analytics() {
    return analytics;
  }

  Alerting alerting() {
    return alerting;
  }

  int httpPort() {
    return httpPort;
  }

  int otlpPort() {
    return otlpPort;
  }

  @Override
  public void close() {
    closing.run();
    LOG.info("stopped");
  }

  private static <T> T await(Future<T> future, Duration timeout) throws TimeoutException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
