package io.burnrate.collector.scrape;

import java.net.URI;

/**
 * What a target's rows are called.
 *
 * @param name its URL
 * @param hostAndPort stands in for the node
 */
record TargetNames(String name, String cluster, String pool, String node, String hostAndPort) {
  static TargetNames of(ScrapeTarget target) {
    URI url = target.url();
    String hostAndPort = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new TargetNames(
        url.getScheme() + "://" + hostAndPort + path + query,
        target.label("cluster"),
        target.label("pool"),
        target.label("node"),
        hostAndPort);
  }

  String nodeOtherwise() {
    return node.isEmpty() ? hostAndPort : node;
  }
}
