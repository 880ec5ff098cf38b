package io.burnrate.simulator;

import java.net.URI;
import java.util.Map;

/** A page to scrape, with the labels {@code cluster} and {@code pool} of its node. */
public record SimulatedTarget(URI uri, String node, Map<String, String> labels) {
  public SimulatedTarget {
    labels = Map.copyOf(labels);
  }
}
