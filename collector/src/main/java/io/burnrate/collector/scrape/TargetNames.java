package io.burnrate.collector.scrape;

import io.burnrate.collector.discovery.Target;
import java.net.URI;
import java.util.Map;

/**
 * What a target's rows are called.
 *
 * @param name its URL
 * @param hostAndPort stands in for the node, and is the name of a model server
 * @param path of its URL
 */
record TargetNames(
    String name, String cluster, String pool, String node, String hostAndPort, String path) {
  static TargetNames of(ScrapeTarget target) {
    return of(target.url(), target.labels());
  }

  static TargetNames of(Target target) {
    return of(URI.create(target.url()), target.labels());
  }

  private static TargetNames of(URI url, Map<String, String> labels) {
    String hostAndPort = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new TargetNames(
        url.getScheme() + "://" + hostAndPort + path + query,
        labels.getOrDefault("cluster", ""),
        labels.getOrDefault("pool", ""),
        labels.getOrDefault("node", ""),
        hostAndPort,
        path);
  }

  String nodeOtherwise() {
    return node.isEmpty() ? hostAndPort : node;
  }
}
