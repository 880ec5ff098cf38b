package io.burnrate.collector;

import io.burnrate.collector.sources.Sources;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What every way in works with.
 *
 * @param sources where it tells who sends what
 */
public record Surroundings(
    Vertx vertx, MeterRegistry registry, InstantSource clock, Sources sources) {
  /** With a book of sources of its own. */
  public static Surroundings of(Vertx vertx, MeterRegistry registry, InstantSource clock) {
    return new Surroundings(vertx, registry, clock, new Sources(clock));
  }
}
