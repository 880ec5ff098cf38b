package io.burnrate.server.config;

import io.burnrate.collector.discovery.Discoverer;
import io.burnrate.collector.discovery.Finding;
import io.burnrate.collector.discovery.Job;
import io.burnrate.collector.discovery.KubernetesRole;
import io.burnrate.collector.discovery.Limits;
import io.burnrate.collector.discovery.RelabelAction;
import io.burnrate.collector.discovery.RelabelRule;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the section {@code scrape}: who is scraped, and how. */
final class ScrapeSettings {
  static final int MOST_JOBS = 1_000;
  static final int MOST_RULES = 1_000;
  static final int MOST_FINDINGS = 1_000;
  static final int MOST_NAMES = 100;

  private static final URI NOWHERE = URI.create("http://127.0.0.1");
  private static final int ANY = 1_000_000_000;

  private final Reading reading;
  private final AccessSettings access;

  private ScrapeSettings(Reading reading) {
    this.reading = reading;
    this.access = new AccessSettings(reading);
  }

  static ScrapeConfig read(ConfigNode node, Reading reading) {
    return new ScrapeSettings(reading).read(node);
  }

  private ScrapeConfig read(ConfigNode node) {
    ScrapeConfig fallback = ScrapeConfig.DEFAULT;
    Duration interval = interval(node, fallback.interval());
    Duration timeout = timeout(node, fallback.timeout());
    long maxBodyBytes = maxBodySize(node, fallback.maxBodyBytes());
    ScrapeConfig config =
        new ScrapeConfig(
            interval,
            timeout,
            maxBodyBytes,
            node.distinct(
                "targets",
                Discoverer.MAX_TARGETS,
                ScrapeSettings::target,
                "url",
                ScrapeTarget::url),
            node.distinct(
                "jobs",
                MOST_JOBS,
                each -> job(each, Job.named("?", interval, timeout), maxBodyBytes),
                "name",
                Job::name));
    node.end();
    return config;
  }

  private static Duration interval(ConfigNode node, Duration fallback) {
    return node.read("interval", Kinds.duration("100ms", "1h"), fallback);
  }

  private static Duration timeout(ConfigNode node, Duration fallback) {
    return node.read("timeout", Kinds.duration("10ms", "10m"), fallback);
  }

  private static long maxBodySize(ConfigNode node, long fallback) {
    return node.read("maxBodySize", Kinds.size("1KiB", "1GiB"), fallback);
  }

  private static ScrapeTarget target(ConfigNode node) {
    URI url = node.require("url", Kinds.httpUrl(), NOWHERE);
    ConfigNode labelNode = node.section("labels");
    Map<String, String> labels = new LinkedHashMap<>();
    for (String name : List.of("cluster", "pool", "node", "system", "model")) {
      String value = labelNode.read(name, Kinds.label(), "");
      if (!value.isEmpty()) {
        labels.put(name, value);
      }
    }
    labelNode.end();
    node.end();
    return new ScrapeTarget(url, labels);
  }

  private Job job(ConfigNode node, Job fallback, long maxBodyBytes) {
    List<RelabelRule> relabel = rules(node, "relabelConfigs");
    // Rules may make an address of any text, as in Prometheus.
    Kind<String> address = relabel.isEmpty() ? address() : Kinds.text();
    Job job =
        new Job(
            node.require("name", Kinds.text(), fallback.name()),
            interval(node, fallback.interval()),
            timeout(node, fallback.timeout()),
            node.read("scheme", scheme(), fallback.scheme()),
            node.read("metricsPath", Kinds.text(), fallback.metricsPath()),
            node.named("params", MOST_NAMES, Kinds.text(), Kinds.label()),
            node.read("honorLabels", Kinds.bool(), fallback.honorLabels()),
            node.read("honorTimestamps", Kinds.bool(), fallback.honorTimestamps()),
            limits(node, maxBodyBytes),
            access.read(node),
            findings(node, address),
            relabel,
            rules(node, "metricRelabelConfigs"));
    node.end();
    return job;
  }

  private static Kind<String> scheme() {
    return Kinds.oneOf(List.of("http", "https"), Function.identity());
  }

  private static Limits limits(ConfigNode node, long maxBodyBytes) {
    return new Limits(
        limit(node, "sampleLimit"),
        limit(node, "labelLimit"),
        limit(node, "labelNameLengthLimit"),
        limit(node, "labelValueLengthLimit"),
        limit(node, "targetLimit"),
        maxBodySize(node, maxBodyBytes));
  }

  private static int limit(ConfigNode node, String key) {
    return node.read(key, Kinds.whole(0, ANY), 0);
  }

  private static Kind<String> address() {
    return Kinds.matching("[^/@\\s]+", "host:port, without a scheme or path");
  }

  private List<Finding> findings(ConfigNode node, Kind<String> address) {
    List<Finding> all = new ArrayList<>();
    all.addAll(node.each("static", MOST_FINDINGS, each -> fixed(each, address)));
    Finding.Files files = files(node.section("files"));
    if (!files.patterns().isEmpty()) {
      all.add(files);
    }
    all.addAll(node.each("http", MOST_FINDINGS, this::http));
    all.addAll(node.each("kubernetes", MOST_FINDINGS, this::kubernetes));
    return all;
  }

  private static Finding fixed(ConfigNode node, Kind<String> address) {
    Finding fixed =
        new Finding.Fixed(
            node.require("targets", Kinds.list(address, Discoverer.MAX_TARGETS), List.<String>of()),
            labels(node));
    node.end();
    return fixed;
  }

  private static Map<String, String> labels(ConfigNode node) {
    return node.texts("labels", MOST_NAMES, labelName(), Kinds.label());
  }

  private static Kind<String> labelName() {
    return Kinds.matching("[a-zA-Z_][a-zA-Z0-9_]*", "a label's name");
  }

  private static Finding.Files files(ConfigNode node) {
    Finding.Files files =
        new Finding.Files(
            node.list("paths", MOST_FINDINGS, Kinds.text(), List.of()),
            node.read("refreshInterval", Kinds.duration("100ms", "1d"), Duration.ofSeconds(10)));
    node.end();
    return files;
  }

  private Finding http(ConfigNode node) {
    Finding http =
        new Finding.Http(
            node.require("url", Kinds.httpUrl(), NOWHERE).toString(),
            node.read("refreshInterval", Kinds.duration("100ms", "1d"), Duration.ofMinutes(1)),
            access.read(node));
    node.end();
    return http;
  }

  private Finding kubernetes(ConfigNode node) {
    List<KubernetesRole> roles = List.of(KubernetesRole.values());
    Finding kubernetes =
        new Finding.Kubernetes(
            node.list(
                "roles",
                roles.size(),
                Kinds.oneOfAnyCase(roles, KubernetesRole::key),
                List.of(KubernetesRole.POD)),
            node.list("namespaces", MOST_FINDINGS, Kinds.text(), List.of()),
            node.read("labelSelector", Kinds.label(), ""),
            node.read("fieldSelector", Kinds.label(), ""),
            access.kubernetes(node));
    node.end();
    return kubernetes;
  }

  private List<RelabelRule> rules(ConfigNode node, String key) {
    List<RelabelRule> rules = new ArrayList<>();
    for (RelabelRule.Parts parts : node.each(key, MOST_RULES, each -> parts(each, reading))) {
      if (RelabelRule.mistake(parts).isEmpty()) {
        rules.add(new RelabelRule(parts));
      }
    }
    return rules;
  }

  private static RelabelRule.Parts parts(ConfigNode node, Reading reading) {
    RelabelRule.Parts fallback = RelabelRule.DEFAULT;
    RelabelRule.Parts parts =
        new RelabelRule.Parts(
            node.readIfGiven(
                "action",
                Kinds.oneOfAnyCase(List.of(RelabelAction.values()), RelabelAction::key),
                fallback.action()),
            node.list("sourceLabels", MOST_NAMES, labelName(), fallback.sourceLabels()),
            node.read("separator", Kinds.label(), fallback.separator()),
            node.read("regex", Kinds.label(), fallback.regex()),
            node.read("modulus", Kinds.whole(0, Integer.MAX_VALUE), (int) fallback.modulus()),
            node.readIfGiven("targetLabel", Kinds.label(), fallback.targetLabel()),
            node.read("replacement", Kinds.label(), fallback.replacement()));
    RelabelRule.mistake(parts).ifPresent(mistake -> reading.wrong(node.child("action"), mistake));
    node.end();
    return parts;
  }
}
