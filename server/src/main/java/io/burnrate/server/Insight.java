package io.burnrate.server;

import io.burnrate.alerting.Alerting;
import io.burnrate.alerting.Signals;
import io.burnrate.analytics.Analytics;
import io.burnrate.api.ApiSources;
import io.burnrate.api.ProcessSources;
import io.burnrate.drift.Drift;
import io.burnrate.feedback.Feedback;
import io.burnrate.feedback.HintReport;
import io.burnrate.server.config.Role;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.Store;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a process knows of the fleet: the ledger, drift, alerts and hints, as far as its roles need
 * them.
 */
final class Insight {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LEDGER_PATIENCE = Duration.ofMinutes(3);

  /** A delivery that hangs takes a second of it; then what is known of alerts is kept. */
  private static final Duration ALERTING_SHARE = Duration.ofMillis(1_200);

  private final ServerConfig config;
  private final Roles roles;
  private final InstantSource clock;
  private final Analytics analytics;
  private final Drift drift;
  private final Alerts alerts;
  private final Feedback feedback;

  private Insight(ServerConfig config, Store store, Vertx vertx, InstantSource clock) {
    this.config = config;
    this.roles = new Roles(config.roles());
    this.clock = clock;
    analytics = Analytics.create(config.analytics(), store, clock, roles.duties());
    drift = Drift.create(config.drift(), store, clock);
    alerts =
        roles.has(Role.ALERTING)
            ? Alerts.of(Alerting.create(config.alerting(), signals(), store, vertx, clock))
            : Alerts.of(Alerting.view(config.alerting(), store, clock));
    feedback = Feedback.create(analytics::gpus, config.analytics().idleAfter(), clock);
  }

  static Insight create(ServerConfig config, Store store, Vertx vertx, InstantSource clock) {
    return new Insight(config, store, vertx, clock);
  }

  void start(Closing closing) {
    analytics.start();
    closing.add("analytics", Service.BRIEF_SHARE, analytics);
    if (roles.answer()) {
      drift.start();
      closing.add("drift", Service.BRIEF_SHARE, drift);
      alerts.start().run();
      closing.add("alerting", ALERTING_SHARE, alerts.closing());
    }
  }

  void evaluate(Timers timers) {
    timers.every("ledger", TICK, analytics::tick);
    if (roles.answer()) {
      timers.every("drift", config.drift().evaluationInterval(), drift::evaluate);
      timers.every("alerting", config.alerting().evaluationInterval(), alerts.evaluate());
    }
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

  /** Each module's own figures. */
  Map<String, Supplier<Map<String, Double>>> measurements() {
    Map<String, Supplier<Map<String, Double>>> measurements = new HashMap<>();
    measurements.put("analytics", analytics::measurements);
    if (roles.answer()) {
      measurements.put("drift", drift::measurements);
      measurements.put("alerting", alerts.measurements());
    }
    return measurements;
  }

  /** What the API tells about, beside what {@code process} tells. */
  ApiSources sources(ProcessSources process) {
    return new ApiSources(
        analytics,
        drift::report,
        alerts.alerts(),
        alerts.deliveries(),
        this::hints,
        process.measurements(),
        process.components(),
        process.clock(),
        process.version());
  }

  /** Minutes are closed soon after their end, unless the store refuses them or stands still. */
  Store.Health ledgerHealth() {
    Map<String, Double> figures = analytics.measurements();
    if (figures.getOrDefault("stalled", 0.0) > 0) {
      return Store.Health.failed("the store hands no rows on; minutes wait until it does");
    }
    Instant closed = analytics.ledgerTotals().closedUntil();
    Duration allowed = config.analytics().closeAfter().plus(LEDGER_PATIENCE);
    boolean behind =
        closed.isAfter(Instant.EPOCH) && closed.plus(allowed).isBefore(clock.instant());
    // Without a GPU there is no minute to close, however long ago the last one was.
    return behind && figures.getOrDefault("gpus", 0.0) > 0
        ? Store.Health.failed("no minute closed since " + closed + "; see the log for the reason")
        : Store.Health.OK;
  }

  HintReport hints() {
    return feedback.hints();
  }

  Analytics analytics() {
    return analytics;
  }

  Alerts alerts() {
    return alerts;
  }
}
