package io.burnrate.collector.serving;

import io.burnrate.collector.Workloads;
import io.burnrate.collector.http.CleanText;
import io.burnrate.domain.Fnv1a;
import io.burnrate.store.Buckets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a row is of, its time and part aside: a rule on one server. Equal ones are the same row;
 * what only describes it does not count. Immutable, but for what it remembers of edges.
 */
final class RowKey {
  /** Longer texts are cut: they are part of identities. */
  static final int MAX_CHARS = 256;

  private static final String ENGINE = "engine";
  private static final String POOL = "pool";
  private static final List<String> RANKS =
      List.of("engine_type", "dp_rank", "tp_rank", "pp_rank", "moe_ep_rank", "gpu_uuid");
  private static final List<String> NAMESPACES =
      List.of(
          "exported_namespace",
          "namespace",
          "pod_namespace",
          "kubernetes_namespace",
          "k8s.namespace.name",
          "k8s_namespace_name");
  private static final List<String> PODS =
      List.of(
          "exported_pod", "pod", "pod_name", "kubernetes_pod_name", "k8s.pod.name", "k8s_pod_name");
  private static final List<String> NODES =
      List.of(
          "exported_node",
          "node",
          "kubernetes_node",
          "k8s.node.name",
          "k8s_node_name",
          "hostname",
          "Hostname");
  private static final String READ_FROM = "exported_instance";
  private static final List<String> SERVERS =
      List.of(
          READ_FROM, "instance", "service.instance.id", "server.address", "exported_pod", "pod");
  private static final Pattern LOCAL =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|0\\.0\\.0\\.0|\\[::1?])(:\\d{1,5})?");
  private static final List<String> MODELS =
      List.of(
          "model_name",
          "model",
          "gen_ai.response.model",
          "gen_ai_response_model",
          "gen_ai.request.model",
          "gen_ai_request_model");
  private static final List<String> VERSIONS = List.of("model_version", "version");
  private static final List<String> CLUSTERS =
      List.of("cluster", "k8s.cluster.name", "k8s_cluster_name");

  /** Labels that are in columns of their own, or in none on purpose. */
  private static final Set<String> KNOWN =
      Stream.of(
              List.of(ENGINE, POOL, "le", "metrics_path", ServingSeries.SYSTEM),
              List.of("job", "exported_job"),
              List.of("server.port", "server_port", "server_address", "service_instance_id"),
              RANKS,
              NAMESPACES,
              PODS,
              NODES,
              SERVERS,
              CLUSTERS)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableSet());

  /** Beginnings of the names of labels that tell of the way a reading came. */
  private static final List<String> UNTOLD = List.of("__", "otel_scope_");

  final Rule rule;
  final Unit unit;
  final String server;
  final String model;
  final String engine;
  final String version;
  final String detail;
  final String cluster;
  final String pool;
  final String node;
  final String namespace;
  final String pod;
  final String workload;
  final String target;
  private final int hash;

  /** The edges that its histograms had last, as they are the same each time. */
  private @Nullable Edges edges;

  private record Edges(Buckets buckets, String text) {}

  /**
   * That of a series.
   *
   * @param ofTarget which labels, name and value, tell of the server or its target, and no series
   *     from another
   */
  RowKey(Rule rule, Map<String, String> labels, BiPredicate<String, String> ofTarget) {
    this.rule = rule;
    this.unit = rule.unit().told(labels.getOrDefault(ServingSeries.UNIT, ""));
    this.namespace = first(labels, NAMESPACES);
    this.pod = first(labels, PODS);
    this.node = first(labels, NODES);
    this.server = server(labels);
    this.model = first(labels, MODELS);
    this.engine = engine(labels);
    this.version = first(labels, VERSIONS);
    this.detail = detail(rule, labels, ofTarget);
    this.cluster = first(labels, CLUSTERS);
    this.pool = first(labels, List.of(POOL));
    this.workload = pod.isEmpty() ? "" : Workloads.of(pod);
    String named = first(labels, List.of(ServingSeries.TARGET));
    this.target = named.isEmpty() ? server : named;
    this.hash = Objects.hash(rule.rank(), cluster, server, model, engine, version, detail);
  }

  /** What the rule says, then each label of the series that has no column: they add up. */
  private static String detail(
      Rule rule, Map<String, String> labels, BiPredicate<String, String> ofTarget) {
    Map<String, String> others = new TreeMap<>();
    labels.forEach(
        (name, value) -> {
          // The target's first: most labels of a page are its own.
          boolean told =
              value.isEmpty()
                  || ofTarget.test(name, value)
                  || KNOWN.contains(name)
                  || UNTOLD.stream().anyMatch(name::startsWith)
                  || rule.reads(name)
                  || used(labels, MODELS, name)
                  || used(labels, VERSIONS, name);
          if (!told) {
            others.put(name.replace('.', '_'), value);
          }
        });
    StringBuilder text = new StringBuilder(rule.detail(labels));
    others.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
    if (text.length() <= MAX_CHARS) {
      return clean(text.toString());
    }
    // What is cut off would have told series apart.
    String digest = "~" + new Fnv1a().add(text.toString()).hex();
    return CleanText.of(text.toString(), MAX_CHARS - digest.length()) + digest;
  }

  /** Where another has read it from, unless that is what each machine calls itself. */
  private static String server(Map<String, String> labels) {
    String read = labels.getOrDefault(READ_FROM, "");
    return LOCAL.matcher(read).matches()
        ? first(labels, SERVERS.subList(1, SERVERS.size()))
        : first(labels, SERVERS);
  }

  private static String engine(Map<String, String> labels) {
    String engine = first(labels, List.of(ENGINE));
    if (!engine.isEmpty()) {
      return engine;
    }
    StringBuilder text = new StringBuilder();
    for (String each : RANKS) {
      String value = labels.getOrDefault(each, "");
      if (!value.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(each).append('=').append(value);
      }
    }
    return clean(text.toString());
  }

  /** Whether {@link #first} takes its value from {@code name}. */
  private static boolean used(Map<String, String> labels, List<String> names, String name) {
    return names.stream()
        .filter(each -> !labels.getOrDefault(each, "").isEmpty())
        .findFirst()
        .filter(name::equals)
        .isPresent();
  }

  private static String first(Map<String, String> labels, List<String> names) {
    for (String name : names) {
      String value = labels.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return clean(value);
      }
    }
    return "";
  }

  private static String clean(String text) {
    return CleanText.of(text, MAX_CHARS);
  }

  /** The text of the buckets' edges. */
  String boundsText(Buckets buckets) {
    // Threads that share it may each make the same text.
    Edges known = edges;
    if (known == null || !known.buckets().sameBounds(buckets)) {
      known = new Edges(buckets, buckets.boundsText());
      edges = known;
    }
    return known.text();
  }

  /** Whether a row of this and one of {@code other} at one time would be the same reading. */
  boolean sameReading(RowKey other) {
    return rule.metric() == other.rule.metric()
        && cluster.equals(other.cluster)
        && server.equals(other.server)
        && model.equals(other.model)
        && engine.equals(other.engine)
        && version.equals(other.version)
        && detail.equals(other.detail);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof RowKey that
            && hash == that.hash
            && rule.rank() == that.rule.rank()
            && sameReading(that));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
