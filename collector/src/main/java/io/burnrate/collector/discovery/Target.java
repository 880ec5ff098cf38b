package io.burnrate.collector.discovery;

import java.time.Duration;
import java.util.Map;

/**
 * One page to scrape, as its job and the rules made it.
 *
 * @param url http or https, without user and password
 * @param labels that its rows get; none begins with {@code __}
 * @param discovered what it was found with, before the rules
 * @param refusal why it may not be scraped, though it is there; empty when it may
 */
public record Target(
    Job job,
    String url,
    Map<String, String> labels,
    Map<String, String> discovered,
    Duration interval,
    Duration timeout,
    String refusal) {
  public Target {
    labels = Map.copyOf(labels);
    discovered = Map.copyOf(discovered);
  }

  Target refused(String reason) {
    return new Target(job, url, labels, discovered, interval, timeout, reason);
  }

  public String label(String name) {
    return labels.getOrDefault(name, "");
  }
}
