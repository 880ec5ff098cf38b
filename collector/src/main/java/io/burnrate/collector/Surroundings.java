package io.burnrate.collector;

import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.collector.sources.Sources;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What every way in works with.
 *
 * @param sources where it tells who sends what
 * @param limits of what one sender may do
 */
public record Surroundings(
    Vertx vertx,
    MeterRegistry registry,
    InstantSource clock,
    Sources sources,
    LimitsConfig limits) {
  /** With a book of sources of its own, and the limits that are the default. */
  public static Surroundings of(Vertx vertx, MeterRegistry registry, InstantSource clock) {
    return of(vertx, registry, clock, LimitsConfig.DEFAULT);
  }

  /** With a book of sources of its own. */
  public static Surroundings of(
      Vertx vertx, MeterRegistry registry, InstantSource clock, LimitsConfig limits) {
    return new Surroundings(vertx, registry, clock, new Sources(clock, registry, limits), limits);
  }
}
