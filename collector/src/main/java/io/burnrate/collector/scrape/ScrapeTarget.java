package io.burnrate.collector.scrape;

import java.net.URI;
import java.util.Map;

/**
 * One page to scrape.
 *
 * @param url http or https, without user and password
 * @param labels {@code cluster} and {@code pool} go into the rows' columns of that name; {@code
 *     node} stands in where a page names no host, {@code model} where a model server names none;
 *     {@code system} says which make of model server it is
 */
public record ScrapeTarget(URI url, Map<String, String> labels) {
  public ScrapeTarget {
    labels = Map.copyOf(labels);
  }

  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** The URL as it is in the {@code target} column. */
  public String name() {
    return TargetNames.of(this).name();
  }

  @Override
  public String toString() {
    return name() + labels;
  }
}
