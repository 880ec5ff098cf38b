package io.burnrate.collector.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a target of the labels that something was found with, in Prometheus' order of steps. */
final class TargetLabels {
  static final String ADDRESS = "__address__";
  static final String SCHEME = "__scheme__";
  static final String PATH = "__metrics_path__";
  static final String PARAM = "__param_";
  static final String INTERVAL = "__scrape_interval__";
  static final String TIMEOUT = "__scrape_timeout__";

  private static final int SHORTEST_INTERVAL_MILLIS = 100;

  private final Job job;
  private final List<RelabelRule> rules;

  /**
   * For one job.
   *
   * @param rules the job's own, or those that stand in for them
   */
  TargetLabels(Job job, List<RelabelRule> rules) {
    this.job = job;
    this.rules = rules;
  }

  /** A target, or why it is none: one of the two is null. */
  record Verdict(@Nullable Target target, Dropped.@Nullable Reason reason) {
    static Verdict no(Dropped.Reason reason) {
      return new Verdict(null, reason);
    }
  }

  Verdict target(Map<String, String> found) {
    Map<String, String> all = new TreeMap<>(found);
    otherwise(all, "job", job.name());
    otherwise(all, SCHEME, job.scheme());
    otherwise(all, PATH, job.metricsPath());
    otherwise(all, INTERVAL, Prometheus.show(job.interval()));
    otherwise(all, TIMEOUT, Prometheus.show(job.timeout()));
    job.params()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty()) {
                all.put(PARAM + name, values.get(0));
              }
            });
    Map<String, String> labels = Relabeling.apply(rules, all);
    if (labels == null) {
      return Verdict.no(Dropped.Reason.RELABELING);
    }
    String address = labels.getOrDefault(ADDRESS, "");
    if (address.isEmpty()) {
      return Verdict.no(Dropped.Reason.NO_ADDRESS);
    }
    String scheme = labels.getOrDefault(SCHEME, "");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Verdict.no(Dropped.Reason.BAD_SCHEME);
    }
    Duration interval = Prometheus.duration(labels.getOrDefault(INTERVAL, ""));
    Duration timeout = Prometheus.duration(labels.getOrDefault(TIMEOUT, ""));
    if (interval == null
        || timeout == null
        || interval.toMillis() < SHORTEST_INTERVAL_MILLIS
        || timeout.isZero()) {
      return Verdict.no(Dropped.Reason.BAD_INTERVAL);
    }
    String url = url(scheme, address, labels);
    if (url == null) {
      return Verdict.no(Dropped.Reason.BAD_ADDRESS);
    }
    labels.putIfAbsent("instance", address);
    labels.keySet().removeIf(name -> name.startsWith("__"));
    return new Verdict(new Target(job, url, labels, all, interval, timeout, ""), null);
  }

  private static void otherwise(Map<String, String> labels, String name, String value) {
    if (labels.getOrDefault(name, "").isEmpty()) {
      labels.put(name, value);
    }
  }

  private @Nullable String url(String scheme, String address, Map<String, String> labels) {
    if (address.indexOf('/') >= 0 || address.indexOf('@') >= 0) {
      return null;
    }
    String path = labels.getOrDefault(PATH, "");
    String rooted = path.startsWith("/") ? path : "/" + path;
    try {
      // The path may hold a query of its own, as a file's or a page's author wrote it.
      int mark = rooted.indexOf('?');
      String plain = mark < 0 ? rooted : rooted.substring(0, mark);
      String query = mark < 0 ? "" : rooted.substring(mark + 1);
      String params = query(labels);
      String both = query.isEmpty() || params.isEmpty() ? query + params : query + "&" + params;
      URI url =
          new URI(
              new URI(scheme, address, plain, null, null).toASCIIString()
                  + (both.isEmpty() ? "" : "?" + both));
      return url.getHost() == null || url.getPort() > 65_535 || url.getPort() == 0
          ? null
          : url.toString();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private String query(Map<String, String> labels) {
    Map<String, List<String>> params = new TreeMap<>(job.params());
    labels.forEach(
        (name, value) -> {
          if (name.startsWith(PARAM)) {
            List<String> values =
                new ArrayList<>(params.getOrDefault(name.substring(PARAM.length()), List.of()));
            if (values.isEmpty()) {
              values.add(value);
            } else {
              values.set(0, value);
            }
            params.put(name.substring(PARAM.length()), values);
          }
        });
    List<String> pairs = new ArrayList<>();
    params.forEach(
        (name, values) -> values.forEach(value -> pairs.add(encoded(name) + "=" + encoded(value))));
    return String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
