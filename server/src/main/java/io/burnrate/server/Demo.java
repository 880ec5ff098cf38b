package io.burnrate.server;

import io.burnrate.alerting.AlertingConfig;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.analytics.SloConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.drift.DriftConfig;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.server.config.TracingConfig;
import io.burnrate.simulator.Simulator;
import io.burnrate.simulator.SimulatorConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The demo: a simulated fleet, the whole service on a fresh store, and a line of figures beside the
 * truth every few seconds.
 */
final class Demo {
  /** The demo's minutes are short: a GPU counts as idle after this. */
  private static final Duration IDLE_AFTER = Duration.ofSeconds(30);

  /** Up to this many GPUs the demo scrapes every second. */
  private static final int FAST_GPUS = 1_000;

  /** The reference that the fleet sends at its start holds more. */
  private static final int DEMO_REFERENCE_ROWS = 600;

  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final long SEED = 42;

  private final DemoOptions options;
  private final BuildInfo build;

  Demo(DemoOptions options, BuildInfo build) {
    this.options = options;
    this.build = build;
  }

  void run(StopSignal stop) throws Exception {
    InstantSource clock = InstantSource.system();
    Path folder = Files.createTempDirectory("burnrate-demo-");
    try (DemoStore store = DemoStore.of(options.store(), folder, clock.instant())) {
      StoreConfig opened = store.open(DemoScreen::tell);
      Vertx vertx = Vertx.vertx();
      SimulatorConfig fleet = fleet();
      Simulator simulator = Simulator.create(fleet, vertx, clock);
      try {
        wait(simulator.start());
        try (Service service = Service.start(config(simulator, fleet, opened), build)) {
          simulator.startTraffic(
              URI.create("http://127.0.0.1:" + service.otlpPort() + "/v1/traces"),
              URI.create("http://127.0.0.1:" + service.httpPort() + "/api/v1/predictions"));
          DemoScreen screen = new DemoScreen(service, simulator, fleet);
          screen.greet(options, store.title());
          watch(stop, screen);
          simulator.stopTraffic();
          screen.sumUp();
        }
      } finally {
        cleanUp(simulator, vertx);
      }
    }
  }

  private static void cleanUp(Simulator simulator, Vertx vertx) throws Exception {
    try {
      wait(simulator.stop());
    } finally {
      wait(vertx.close());
    }
  }

  private void watch(StopSignal stop, DemoScreen screen) throws InterruptedException {
    long began = System.nanoTime();
    long runNanos = options.runFor().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    long left = runNanos;
    while (left > 0 && !stop.await(shorter(LINE_EVERY, left))) {
      screen.line();
      left = runNanos - (System.nanoTime() - began);
    }
  }

  private static Duration shorter(Duration pause, long nanos) {
    return nanos < pause.toNanos() ? Duration.ofNanos(nanos) : pause;
  }

  private SimulatorConfig fleet() {
    SimulatorConfig demo = SimulatorConfig.demo(options.gpus(), SEED);
    return demo.withRules(demo.prices(), demo.idleBelowRatio(), IDLE_AFTER);
  }

  private ServerConfig config(Simulator simulator, SimulatorConfig fleet, StoreConfig store) {
    Duration interval = Duration.ofSeconds(options.gpus() <= FAST_GPUS ? 1 : 15);
    List<ScrapeTarget> targets =
        simulator.targets().stream()
            .map(target -> new ScrapeTarget(target.uri(), target.labels()))
            .toList();
    return new ServerConfig(
        ServerConfig.ALL_ROLES,
        new HttpConfig("127.0.0.1", options.port()),
        OtlpConfig.LOCAL,
        RemoteWriteConfig.DEFAULT,
        store,
        new ScrapeConfig(
            interval, ScrapeConfig.DEFAULT.timeout(), ScrapeConfig.DEFAULT.maxBodyBytes(), targets),
        LimitsConfig.DEFAULT,
        new AnalyticsConfig(
            fleet.prices(),
            fleet.idleBelowRatio(),
            fleet.idleAfter(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            List.of(
                new SloConfig(
                    "chat-latency", "chat", fleet.latencyThreshold(), 0.99, Duration.ofDays(30)))),
        quick(DriftConfig.DEFAULT),
        new AlertingConfig(
            Duration.ofSeconds(1),
            AlertingConfig.DEFAULT.repeatInterval(),
            "http://127.0.0.1:" + options.port(),
            List.of(),
            Map.of()),
        TracingConfig.DEFAULT,
        MetadataConfig.DEFAULT);
  }

  /** The demo does not wait half a minute for a verdict. */
  private static DriftConfig quick(DriftConfig drift) {
    return new DriftConfig(
        Duration.ofSeconds(5),
        DEMO_REFERENCE_ROWS,
        Duration.ofMinutes(2),
        drift.currentRows(),
        drift.minRows(),
        drift.psiThreshold(),
        drift.effectThreshold(),
        drift.alpha());
  }

  private static void wait(io.vertx.core.Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
