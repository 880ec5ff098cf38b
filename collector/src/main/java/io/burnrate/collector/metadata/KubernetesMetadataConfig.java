package io.burnrate.collector.metadata;

import io.burnrate.collector.discovery.KubernetesAccess;
import java.util.List;

/**
 * Settings of what is learned from a Kubernetes cluster.
 *
 * @param cluster what it is called in rows
 * @param namespaces whose pods are looked at; empty for all
 * @param teamLabel the label of a pod that names its team; empty for none
 * @param poolLabel the label of a node that names its pool; empty for those of the large clouds
 */
public record KubernetesMetadataConfig(
    boolean enabled,
    String cluster,
    List<String> namespaces,
    String teamLabel,
    String poolLabel,
    KubernetesAccess access) {
  public static final KubernetesMetadataConfig DEFAULT =
      new KubernetesMetadataConfig(false, "", List.of(), "team", "", KubernetesAccess.DEFAULT);

  public KubernetesMetadataConfig {
    namespaces = List.copyOf(namespaces);
  }
}
