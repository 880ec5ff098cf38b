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
 * @param kept how long what comes in is of use
 */
public record Surroundings(
    Vertx vertx,
    MeterRegistry registry,
    InstantSource clock,
    Sources sources,
    LimitsConfig limits,
    Kept kept) {
  /** With a book of sources of its own, and the limits that are the default. */
  public static Surroundings of(Vertx vertx, MeterRegistry registry, InstantSource clock) {
    return of(vertx, registry, clock, LimitsConfig.DEFAULT);
  }

  /** With a book of sources of its own, and what comes in kept for ever. */
  public static Surroundings of(
      Vertx vertx, MeterRegistry registry, InstantSource clock, LimitsConfig limits) {
    Sources sources = new Sources(clock, registry, limits);
    return new Surroundings(vertx, registry, clock, sources, limits, Kept.FOREVER);
  }

  /** The same, where what comes in is of use for so long. */
  public Surroundings keeping(Kept told) {
    return new Surroundings(vertx, registry, clock, sources, limits, told);
  }
}
