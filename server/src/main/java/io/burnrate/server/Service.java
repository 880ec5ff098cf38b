package io.burnrate.server;

import io.burnrate.analytics.Analytics;
import io.burnrate.api.Api;
import io.burnrate.api.ApiSources;
import io.burnrate.api.ProcessSources;
import io.burnrate.feedback.HintReport;
import io.burnrate.server.config.Role;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.Store;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the service that this process has by its roles, wired by hand in the order in which
 * data flows: store, what is known of the fleet, API, and at last what lets data in. Closed the
 * other way round, in one bounded time of which the store always gets its share, so that what was
 * accepted is kept. Started and closed once.
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** All of {@link #close()}: within {@link StopSignal#LONGEST_STOP}, with time to end the JVM. */
  static final Duration CLOSE_WITHIN = Duration.ofMillis(4_500);

  /** For what only has to hear of the end. */
  static final Duration BRIEF_SHARE = Duration.ofMillis(30);

  /** Requests and scrapes under way may end; one that hangs is cut off. */
  private static final Duration INTAKE_SHARE = Duration.ofSeconds(1);

  private static final Duration STORE_SHARE = Duration.ofSeconds(2);
  private static final Duration LOOPS_SHARE = Duration.ofMillis(150);
  private static final Duration KPI_REFRESH = Duration.ofSeconds(5);

  private static final String API = "/api/v1/*";

  private final Closing closing = new Closing(CLOSE_WITHIN);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InstantSource clock = InstantSource.system();
  private final ServerConfig config;
  private final Roles roles;
  private final Store store;
  private final Optional<Insight> insight;
  private final Optional<Intake> intake;
  private final Api api;
  private volatile int httpPort;

  private Service(ServerConfig config, BuildInfo build) {
    this.config = config;
    this.roles = new Roles(config.roles());
    Tracing tracing = Tracing.of(config.tracing(), build);
    closing.add("tracing", BRIEF_SHARE, tracing);
    Vertx vertx = tracing.vertx();
    closing.add("event loops", LOOPS_SHARE, () -> Waiting.stopped(vertx.close()));
    closing.addBeside("gc metrics", ServiceMetrics.bind(registry));
    store = StoreOpening.create(config.store(), clock);
    insight =
        roles.knowTheFleet()
            ? Optional.of(Insight.create(config, store, vertx, clock))
            : Optional.empty();
    intake =
        roles.has(Role.COLLECTOR)
            ? Optional.of(Intake.create(config, store, vertx, registry, clock))
            : Optional.empty();
    api = api(build, vertx);
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
    insight.ifPresent(known -> known.start(closing));
    Timers timers = new Timers();
    closing.add("timers", INTAKE_SHARE, timers);
    insight.ifPresent(known -> known.evaluate(timers));
    intake.ifPresent(taking -> taking.evaluate(timers));
    if (roles.has(Role.API)) {
      timers.every("kpis", KPI_REFRESH, api::refresh);
    }
    if (intake.isPresent()) {
      intake.get().listen(closing);
    }
    httpPort = Waiting.started(api.start());
    closing.addBeside("api", () -> Waiting.stopped(api.stop()));
    if (intake.isPresent()) {
      intake.get().scrape(closing);
    }
  }

  private Api api(BuildInfo build, Vertx vertx) {
    ProcessSources process =
        new ProcessSources(measurements(), components(), clock, build.version());
    List<Consumer<Router>> routes = new ArrayList<>();
    if (intake.isPresent()) {
      routes.add(intake.get()::mount);
    } else {
      for (String path : Intake.PATHS) {
        routes.add(Api.elsewhere(path, roles.elsewhere(path, Role.COLLECTOR)));
      }
    }
    if (roles.has(Role.API)) {
      ApiSources sources = insight.orElseThrow().sources(process);
      return Api.create(config.http(), sources, registry, vertx, routes);
    }
    routes.add(Api.elsewhere(API, roles.elsewhere(API, Role.API)));
    return Api.withoutQuestions(config.http(), process, registry, vertx, routes);
  }

  private Map<String, Supplier<Map<String, Double>>> measurements() {
    Map<String, Supplier<Map<String, Double>>> measurements = new HashMap<>();
    measurements.put("store", store::measurements);
    insight.ifPresent(known -> measurements.putAll(known.measurements()));
    return measurements;
  }

  private List<ApiSources.Component> components() {
    List<ApiSources.Component> components = new ArrayList<>();
    components.add(new ApiSources.Component("store", store::health));
    insight.ifPresent(
        known -> components.add(new ApiSources.Component("ledger", known::ledgerHealth)));
    intake.ifPresent(
        taking ->
            components.add(
                new ApiSources.Component("otlp", () -> listening(taking.otlpPort(), "otlp"))));
    components.add(new ApiSources.Component("http", () -> listening(httpPort, "http")));
    return components;
  }

  private static Store.Health listening(int port, String name) {
    return port > 0 ? Store.Health.OK : Store.Health.failed(name + " does not listen yet");
  }

  HintReport hints() {
    return insight.orElseThrow().hints();
  }

  Analytics analytics() {
    return insight.orElseThrow().analytics();
  }

  Alerts alerts() {
    return insight.orElseThrow().alerts();
  }

  int httpPort() {
    return httpPort;
  }

  /** 0 without the role {@code collector}. */
  int otlpPort() {
    return intake.map(Intake::otlpPort).orElse(0);
  }

  /** 0 without the role {@code collector}. */
  int otlpGrpcPort() {
    return intake.map(Intake::otlpGrpcPort).orElse(0);
  }

  @Override
  public void close() {
    closing.run();
    LOG.info("stopped");
  }
}
