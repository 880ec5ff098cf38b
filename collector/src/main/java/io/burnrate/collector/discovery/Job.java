package io.burnrate.collector.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Targets that are scraped in one way.
 *
 * @param timeout of one scrape, connecting included; never taken longer than {@code interval}
 * @param scheme {@code http} or {@code https}
 * @param params of the URL's query
 * @param honorLabels whether a page's labels go before its target's
 * @param honorTimestamps whether a page's own times are taken
 * @param relabel rules for targets
 * @param metricRelabel rules for series
 */
public record Job(
    String name,
    Duration interval,
    Duration timeout,
    String scheme,
    String metricsPath,
    Map<String, List<String>> params,
    boolean honorLabels,
    boolean honorTimestamps,
    Limits limits,
    Access access,
    List<Finding> findings,
    List<RelabelRule> relabel,
    List<RelabelRule> metricRelabel) {
  public Job {
    params = Map.copyOf(params);
    findings = List.copyOf(findings);
    relabel = List.copyOf(relabel);
    metricRelabel = List.copyOf(metricRelabel);
  }

  /** A job of that name which finds nothing, and is like others in everything else. */
  public static Job named(String name, Duration interval, Duration timeout) {
    return new Job(
        name,
        interval,
        timeout,
        "http",
        "/metrics",
        Map.of(),
        false,
        true,
        Limits.DEFAULT,
        Access.DEFAULT,
        List.of(),
        List.of(),
        List.of());
  }

  /** The same within other limits, asking in another way. */
  public Job with(Limits others, Access other) {
    return new Job(
        name,
        interval,
        timeout,
        scheme,
        metricsPath,
        params,
        honorLabels,
        honorTimestamps,
        others,
        other,
        findings,
        relabel,
        metricRelabel);
  }
}
