package io.burnrate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fleet that behaves the same for the same seed, is scraped and sends traffic over real HTTP, and
 * knows the truth about itself. The one door into this module. Thread-safe.
 */
public final class Simulator {
  private final SimulatorConfig config;
  private final Vertx vertx;
  private final InstantSource clock;
  private final FleetPlan plan;
  private final FaultTimes faults;
  private final TrafficCounts counts = new TrafficCounts();
  private final Traffic traffic = new Traffic();
  private @Nullable TruthLedger truth;
  private @Nullable SimulatorServer server;

  private Simulator(SimulatorConfig config, Vertx vertx, InstantSource clock) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
    plan = FleetPlan.of(config.gpus(), config.seed(), config.mix(), config.pace());
    faults = new FaultTimes(config.faults());
  }

  /** Plans the fleet; nothing runs yet. */
  public static Simulator create(SimulatorConfig config, Vertx vertx, InstantSource clock) {
    return new Simulator(config, vertx, clock);
  }

  /**
   * Starts the fleet's time now, listens, and sends traffic where the settings name a receiver.
   * Fails when the port is taken. To be called once.
   */
  public synchronized Future<Void> start() {
    if (truth != null) {
      throw new IllegalStateException("started before");
    }
    TruthLedger ledger = new TruthLedger(plan, config, Instant.ofEpochMilli(clock.millis()));
    truth = ledger;
    SimulatorServer.Show show =
        new SimulatorServer.Show(clock, plan, faults, ledger, this::trafficTruth);
    return SimulatorServer.start(vertx, config.port(), show).map(this::listening);
  }

  private synchronized @Nullable Void listening(SimulatorServer started) {
    server = started;
    startTraffic(config.otlpEndpoint(), config.predictionsUrl());
    return null;
  }

  /**
   * Sends traces and predictions from now on, for receivers whose address was not known before the
   * fleet started. To be called after {@link #start} has completed.
   */
  public synchronized void startTraffic(@Nullable URI otlpEndpoint, @Nullable URI predictionsUrl) {
    long fleetStart = truth().start().toEpochMilli();
    if (otlpEndpoint != null) {
      traffic.run(new ChatTraffic(otlpEndpoint, config, clock, fleetStart, counts), "chat");
    }
    if (predictionsUrl != null) {
      traffic.run(
          new PredictionTraffic(predictionsUrl, config, clock, fleetStart, counts), "predictions");
    }
  }

  /** Stops the traffic; pages are served on. Blocks for some seconds at most. */
  public void stopTraffic() {
    traffic.close();
  }

  /** Stops traffic and pages. */
  public Future<Void> stop() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              stopTraffic();
              return null;
            })
        .compose(unused -> closeServer());
  }

  private synchronized Future<Void> closeServer() {
    return server == null ? Future.succeededFuture() : server.stop();
  }

  /** The port that it listens on. */
  public int port() {
    return running().port();
  }

  /** Every node's page. */
  public List<SimulatedTarget> targets() {
    return running().targets();
  }

  /** The fleet's own ledger. */
  public synchronized TruthLedger truth() {
    if (truth == null) {
      throw new IllegalStateException("not started");
    }
    return truth;
  }

  /** What the receivers of the traffic have acknowledged. */
  public TrafficTruth trafficTruth() {
    return counts.truth();
  }

  private synchronized SimulatorServer running() {
    if (server == null) {
      throw new IllegalStateException("not listening");
    }
    return server;
  }
}
