package io.burnrate.collector.serving;

import io.burnrate.collector.Workloads;
import io.burnrate.collector.http.CleanText;
import io.burnrate.store.Buckets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a row is of, its time and part aside: a rule on one server. Equal ones are the same row;
 * what only describes it does not count. Immutable, but for what it remembers of edges.
 */
final class RowKey {
  /** Longer texts are cut: they are part of identities. */
  static final int MAX_CHARS = 256;

  private static final List<String> RANKS =
      List.of("engine_type", "dp_rank", "tp_rank", "pp_rank", "moe_ep_rank", "gpu_uuid");

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

  RowKey(Rule rule, Map<String, String> labels) {
    this.rule = rule;
    this.unit = rule.unit().told(labels.getOrDefault(ServingSeries.UNIT, ""));
    this.namespace =
        first(
            labels,
            "exported_namespace",
            "namespace",
            "pod_namespace",
            "kubernetes_namespace",
            "k8s.namespace.name",
            "k8s_namespace_name");
    this.pod =
        first(
            labels,
            "exported_pod",
            "pod",
            "pod_name",
            "kubernetes_pod_name",
            "k8s.pod.name",
            "k8s_pod_name");
    this.node =
        first(labels, "exported_node", "node", "kubernetes_node", "k8s.node.name", "k8s_node_name");
    this.server =
        first(labels, "instance", "service.instance.id", "server.address", "exported_pod", "pod");
    this.model =
        first(
            labels,
            "model_name",
            "model",
            "gen_ai.response.model",
            "gen_ai_response_model",
            "gen_ai.request.model",
            "gen_ai_request_model");
    this.engine = engine(labels);
    this.version = first(labels, "model_version", "version");
    this.detail = clean(rule.detail(labels));
    this.cluster = first(labels, "cluster", "k8s.cluster.name", "k8s_cluster_name");
    this.pool = first(labels, "pool");
    this.workload = pod.isEmpty() ? "" : Workloads.of(pod);
    String named = first(labels, ServingSeries.TARGET);
    this.target = named.isEmpty() ? server : named;
    this.hash = Objects.hash(rule.rank(), server, model, engine, version, detail);
  }

  private static String engine(Map<String, String> labels) {
    String engine = first(labels, "engine");
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

  private static String first(Map<String, String> labels, String... names) {
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
