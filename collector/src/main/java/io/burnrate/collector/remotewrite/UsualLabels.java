package io.burnrate.collector.remotewrite;

import java.util.List;
import java.util.Set;

/**
 * The labels by which Prometheus usually tells of a target, where it does not say which ones do:
 * those of its operator, of its own in a pair, and what is commonly copied from pods and services.
 */
final class UsualLabels {
  private static final Set<String> NAMES =
      Set.of(
          "app",
          "container",
          "container_name",
          "controller_revision_hash",
          "endpoint",
          "host",
          "pod_ip",
          "pod_template_hash",
          "pod_template_generation",
          "prometheus",
          "prometheus_replica",
          "receive",
          "replica",
          "scheme",
          "service",
          "tenant_id",
          "uid");

  private static final List<String> BEGINNINGS =
      List.of(
          "app_kubernetes_io_", "helm_sh_", "k8s_", "kubernetes_", "statefulset_kubernetes_io_");

  private UsualLabels() {}

  /** Whether a label of that name usually is the target's, and the same on all its series. */
  static boolean ofTarget(String label, String value) {
    return NAMES.contains(label) || BEGINNINGS.stream().anyMatch(label::startsWith);
  }
}
