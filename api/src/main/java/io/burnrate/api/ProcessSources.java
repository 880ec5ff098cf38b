package io.burnrate.api;

import io.burnrate.api.ApiSources.Component;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What every process tells about itself, whatever it is for.
 *
 * @param measurements each module's own figures by metric name; a name that ends in {@code _total}
 *     only grows
 * @param components what must be well for the process to be ready
 * @param version of the program
 */
public record ProcessSources(
    Map<String, Supplier<Map<String, Double>>> measurements,
    List<Component> components,
    InstantSource clock,
    String version) {
  public ProcessSources {
    components = List.copyOf(components);
    measurements = Map.copyOf(measurements);
  }
}
