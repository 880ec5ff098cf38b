package io.burnrate.collector.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where a job's targets come from. */
public sealed interface Finding {
  /** Targets by name, each as {@code host:port}. */
  record Fixed(List<String> targets, Map<String, String> labels) implements Finding {
    public Fixed {
      targets = List.copyOf(targets);
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Files of target groups, in JSON or YAML.
   *
   * @param patterns paths; the last part may hold {@code *}
   * @param refreshInterval how often they are looked at; they are read when they changed
   */
  record Files(List<String> patterns, Duration refreshInterval) implements Finding {
    public Files {
      patterns = List.copyOf(patterns);
    }
  }

  /** An address that answers with target groups in JSON. */
  record Http(String url, Duration refreshInterval, Access access) implements Finding {}

  /**
   * What runs in a Kubernetes cluster.
   *
   * @param namespaces empty for all
   * @param labelSelector as Kubernetes writes it; empty for all
   * @param fieldSelector likewise
   */
  record Kubernetes(
      List<KubernetesRole> roles,
      List<String> namespaces,
      String labelSelector,
      String fieldSelector,
      KubernetesAccess access)
      implements Finding {
    public Kubernetes {
      roles = List.copyOf(roles);
      namespaces = List.copyOf(namespaces);
    }
  }
}
