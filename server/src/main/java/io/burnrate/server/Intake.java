package io.burnrate.server;

import io.burnrate.collector.Kept;
import io.burnrate.collector.Surroundings;
import io.burnrate.collector.metadata.KubernetesMetadata;
import io.burnrate.collector.metadata.LineageRoutes;
import io.burnrate.collector.metadata.MlflowPoller;
import io.burnrate.collector.otlp.OtlpReceiver;
import io.burnrate.collector.predictions.PredictionRoutes;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.remotewrite.RemoteWriteRoutes;
import io.burnrate.collector.scrape.Scraper;
import io.burnrate.collector.sources.SourceMeters;
import io.burnrate.collector.sources.SourceRoutes;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What lets data in: the role {@code collector}. */
final class Intake {
  /** The paths that {@link #mount} adds. */
  static final List<String> PATHS =
      List.of(
          PredictionRoutes.PATH,
          RemoteWriteRoutes.PATH,
          LineageRoutes.PATH,
          SourceRoutes.PATH,
          SourceRoutes.CARDINALITY_PATH,
          SourceRoutes.TARGETS_PATH);

  private final Store store;
  private final Surroundings around;
  private final RemoteWriteConfig remoteWrite;
  private final SourceMeters meters;
  private final OtlpReceiver otlp;
  private final Scraper scraper;
  private final KubernetesMetadata metadata;
  private final MlflowPoller mlflow;
  private volatile OtlpReceiver.Ports otlpPorts = new OtlpReceiver.Ports(0, 0);

  private Intake(
      ServerConfig config, Store store, Vertx vertx, MeterRegistry registry, InstantSource clock) {
    this.store = store;
    this.remoteWrite = config.remoteWrite();
    this.around =
        Surroundings.of(vertx, registry, clock, config.limits())
            .keeping(new Kept(config.store().retention()));
    meters = SourceMeters.of(around.sources(), registry, clock);
    otlp = OtlpReceiver.create(config.otlp(), store, around);
    scraper = Scraper.create(config.scrape(), store, around);
    metadata = KubernetesMetadata.create(config.metadata().kubernetes(), store, around);
    mlflow = MlflowPoller.create(config.metadata().mlflow(), store, around);
  }

  static Intake create(
      ServerConfig config, Store store, Vertx vertx, MeterRegistry registry, InstantSource clock) {
    return new Intake(config, store, vertx, registry, clock);
  }

  /** Adds the paths that take predictions and what a Prometheus forwards, and tell who sends. */
  void mount(Router router) {
    PredictionRoutes.mount(router, store, around);
    LineageRoutes.mount(router, store, around);
    RemoteWriteRoutes.mount(router, remoteWrite, store, around);
    SourceRoutes.mount(router, around, scraper::found);
  }

  /** Keeps the metrics of sources up to date. */
  void evaluate(Timers timers) {
    timers.every("sources", SourceMeters.REFRESH, meters::refresh);
  }

  void listen(Closing closing) throws TimeoutException {
    otlpPorts = Waiting.started(otlp.start());
    closing.addBeside("otlp", () -> Waiting.stopped(otlp.stop()));
  }

  /** The last to start, and with the listeners the first to stop. */
  void scrape(Closing closing) throws TimeoutException {
    Waiting.started(scraper.start());
    closing.addBeside("scraper", () -> Waiting.stopped(scraper.stop()));
    Waiting.started(metadata.start());
    closing.addBeside("metadata", () -> Waiting.stopped(metadata.stop()));
    Waiting.started(mlflow.start());
    closing.addBeside("mlflow", () -> Waiting.stopped(mlflow.stop()));
  }

  /** 0 before it listens. */
  int otlpPort() {
    return otlpPorts.http();
  }

  /** 0 before it listens. */
  int otlpGrpcPort() {
    return otlpPorts.grpc();
  }
}
