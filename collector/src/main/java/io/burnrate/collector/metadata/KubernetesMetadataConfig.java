package io.burnrate.collector.metadata;

import io.burnrate.collector.discovery.SecretText;
import java.util.List;

/**
 * Settings of what is learned from a Kubernetes cluster.
 *
 * @param cluster what it is called in rows
 * @param namespaces whose pods are looked at; empty for all
 * @param teamLabel the label of a pod that names its team; empty for none
 * @param poolLabel the label of a node that names its pool; empty for those of the large clouds
 * @param apiServer its URL; empty for the cluster that we run in, or that of {@code kubeConfig}
 */
public record KubernetesMetadataConfig(
    boolean enabled,
    String cluster,
    List<String> namespaces,
    String teamLabel,
    String poolLabel,
    String apiServer,
    SecretText bearerToken,
    String caFile,
    String kubeConfig) {
  public static final KubernetesMetadataConfig DEFAULT =
      new KubernetesMetadataConfig(false, "", List.of(), "team", "", "", SecretText.NONE, "", "");

  public KubernetesMetadataConfig {
    namespaces = List.copyOf(namespaces);
  }
}
