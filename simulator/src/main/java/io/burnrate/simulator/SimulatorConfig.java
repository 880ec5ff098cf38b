package io.burnrate.simulator;

import io.burnrate.domain.Checks;
import io.burnrate.domain.Price;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the simulator.
 *
 * @param gpus size of the fleet, 1 to 10,000
 * @param seed the same seed and size make the same fleet
 * @param port on 127.0.0.1; 0 for a free one
 * @param pace shortest stretch in which a GPU does not change, at least 100 ms
 * @param prices a model's own row wins over the row {@code *}; without either it costs nothing
 * @param idleBelowRatio effective utilization under this is idle
 * @param idleAfter how long a held GPU must be idle before its time is {@code allocatedIdle}
 * @param otlpEndpoint where traces go, as {@code http://127.0.0.1:4318/v1/traces}; null for nowhere
 * @param predictionsUrl where predictions go; null for nowhere
 * @param requestRate requests to the chat service a second, above 0 up to 1,000
 * @param predictionRate predictions a second, above 0 up to 1,000
 * @param latencyThreshold a request that takes longer is not good
 */
public record SimulatorConfig(
    int gpus,
    long seed,
    int port,
    FleetMix mix,
    Duration pace,
    List<Price> prices,
    double idleBelowRatio,
    Duration idleAfter,
    @Nullable URI otlpEndpoint,
    @Nullable URI predictionsUrl,
    double requestRate,
    double predictionRate,
    Duration latencyThreshold,
    Faults faults) {
  /** Requests and predictions a second may be at most this many. */
  public static final double HIGHEST_RATE = 1_000;

  private static final Duration SHORTEST_PACE = Duration.ofMillis(100);

  public SimulatorConfig {
    prices = List.copyOf(prices);
    Checks.ratio(idleBelowRatio, "idleBelowRatio");
    rate(requestRate, "requestRate");
    rate(predictionRate, "predictionRate");
    if (gpus < 1 || gpus > FleetPlan.MOST_GPUS) {
      throw new IllegalArgumentException(
          "gpus: expected 1 to " + FleetPlan.MOST_GPUS + ", got " + gpus);
    }
    if (pace.compareTo(SHORTEST_PACE) < 0) {
      throw new IllegalArgumentException("pace: expected at least " + SHORTEST_PACE);
    }
    if (idleAfter.isNegative()) {
      throw new IllegalArgumentException("idleAfter: expected at least 0s, got " + idleAfter);
    }
  }

  /** A fleet with everything in it, on a free port, with faults in the first minutes. */
  public static SimulatorConfig demo(int gpus, long seed) {
    return new SimulatorConfig(
        gpus,
        seed,
        0,
        FleetMix.MIXED,
        Duration.ofSeconds(15),
        List.of(
            new Price(GpuModel.H100.dcgmName, 2.50),
            new Price(GpuModel.A100.dcgmName, 1.60),
            new Price(GpuModel.L4.dcgmName, 0.70),
            new Price("*", 1.00)),
        0.05,
        Duration.ofSeconds(30),
        null,
        null,
        20,
        10,
        Duration.ofMillis(500),
        Faults.demo(gpus));
  }

  public SimulatorConfig withPort(int otherPort) {
    return new SimulatorConfig(
        gpus,
        seed,
        otherPort,
        mix,
        pace,
        prices,
        idleBelowRatio,
        idleAfter,
        otlpEndpoint,
        predictionsUrl,
        requestRate,
        predictionRate,
        latencyThreshold,
        faults);
  }

  public SimulatorConfig withFaults(Faults others) {
    return new SimulatorConfig(
        gpus,
        seed,
        port,
        mix,
        pace,
        prices,
        idleBelowRatio,
        idleAfter,
        otlpEndpoint,
        predictionsUrl,
        requestRate,
        predictionRate,
        latencyThreshold,
        others);
  }

  public SimulatorConfig withMix(FleetMix other) {
    return new SimulatorConfig(
        gpus,
        seed,
        port,
        other,
        pace,
        prices,
        idleBelowRatio,
        idleAfter,
        otlpEndpoint,
        predictionsUrl,
        requestRate,
        predictionRate,
        latencyThreshold,
        faults);
  }

  /** The rules by which the truth is kept: what a GPU costs and when it is idle. */
  public SimulatorConfig withRules(List<Price> otherPrices, double belowRatio, Duration after) {
    return new SimulatorConfig(
        gpus,
        seed,
        port,
        mix,
        pace,
        otherPrices,
        belowRatio,
        after,
        otlpEndpoint,
        predictionsUrl,
        requestRate,
        predictionRate,
        latencyThreshold,
        faults);
  }

  public SimulatorConfig withTraffic(@Nullable URI traces, @Nullable URI predictions) {
    return new SimulatorConfig(
        gpus,
        seed,
        port,
        mix,
        pace,
        prices,
        idleBelowRatio,
        idleAfter,
        traces,
        predictions,
        requestRate,
        predictionRate,
        latencyThreshold,
        faults);
  }

  public SimulatorConfig withRates(double requests, double predictions) {
    return new SimulatorConfig(
        gpus,
        seed,
        port,
        mix,
        pace,
        prices,
        idleBelowRatio,
        idleAfter,
        otlpEndpoint,
        predictionsUrl,
        requests,
        predictions,
        latencyThreshold,
        faults);
  }

  private static void rate(double value, String name) {
    if (!(value > 0 && value <= HIGHEST_RATE)) {
      throw new IllegalArgumentException(
          name + ": expected above 0 up to " + HIGHEST_RATE + " a second, got " + value);
    }
  }
}
