package io.burnrate.collector.discovery;

import static io.burnrate.collector.discovery.KubernetesLabels.META;

import java.util.List;

/**
 * The rules of a job in Kubernetes that has none of its own: dcgm-exporters, by their labels, and
 * what is annotated to be scraped.
 */
final class KubernetesRules {
  private static final String ANNOTATION = "_annotation_prometheus_io_";
  private static final String APP = "_label_app";
  private static final String NAME = "_label_app_kubernetes_io_name";
  private static final String EXPORTER = "(?:nvidia-|gke-managed-)?dcgm-exporter";

  /** Of a pod or service: {@code true} first; then that of a node; then two labels of each. */
  private static final String WANTED =
      "true;.*|[^;]*;true;.*|(?:[^;]*;){2}true;.*|" + "(?:[^;]*;){3,6}" + EXPORTER + "(?:;.*)?";

  /** A host, with or without a port, and another port. */
  private static final String OTHER_PORT = "([^:]+|\\[.*\\])(?::\\d+)?;(\\d+)";

  static final List<RelabelRule> ALL =
      List.of(
          of(RelabelAction.DROP, List.of("pod_phase"), "Succeeded|Failed"),
          of(RelabelAction.DROP, List.of("pod" + ANNOTATION + "scrape"), "false"),
          of(RelabelAction.DROP, List.of("service" + ANNOTATION + "scrape"), "false"),
          of(
              RelabelAction.KEEP,
              List.of(
                  "pod" + ANNOTATION + "scrape",
                  "service" + ANNOTATION + "scrape",
                  "node" + ANNOTATION + "scrape",
                  "pod" + APP,
                  "pod" + NAME,
                  "service" + APP,
                  "service" + NAME),
              WANTED),
          // An exporter that declares no port listens on the usual one.
          replace(
              List.of(
                  TargetLabels.ADDRESS,
                  META + "pod_container_port_number",
                  META + "pod" + APP,
                  META + "pod" + NAME),
              "([^:]+);;(?:" + EXPORTER + ";.*|[^;]*;" + EXPORTER + ")",
              TargetLabels.ADDRESS,
              "$1:9400"),
          port("service"),
          port("pod"),
          annotated("service", "scheme", "https?", TargetLabels.SCHEME),
          annotated("pod", "scheme", "https?", TargetLabels.SCHEME),
          annotated("service", "path", ".+", TargetLabels.PATH),
          annotated("pod", "path", ".+", TargetLabels.PATH),
          named("namespace", "namespace"),
          named("service_name", "service"),
          named("pod_name", "pod"),
          named("endpointslice_endpoint_node_name", "node"),
          named("endpoint_node_name", "node"),
          named("pod_node_name", "node"),
          named("node_name", "node"));

  private KubernetesRules() {}

  private static RelabelRule port(String role) {
    return replace(
        List.of(TargetLabels.ADDRESS, META + role + ANNOTATION + "port"),
        OTHER_PORT,
        TargetLabels.ADDRESS,
        "$1:$2");
  }

  private static RelabelRule annotated(String role, String key, String regex, String target) {
    return replace(List.of(META + role + ANNOTATION + key), "(" + regex + ")", target, "$1");
  }

  private static RelabelRule named(String source, String target) {
    return replace(List.of(META + source), "(.+)", target, "$1");
  }

  private static RelabelRule replace(
      List<String> sources, String regex, String target, String replacement) {
    return new RelabelRule(
        new RelabelRule.Parts(RelabelAction.REPLACE, sources, ";", regex, 0, target, replacement));
  }

  private static RelabelRule of(RelabelAction action, List<String> sources, String regex) {
    List<String> labels = sources.stream().map(each -> META + each).toList();
    return new RelabelRule(new RelabelRule.Parts(action, labels, ";", regex, 0, "", "$1"));
  }
}
