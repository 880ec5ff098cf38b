package io.burnrate.collector.discovery;

/** What of a Kubernetes cluster becomes a target. */
public enum KubernetesRole {
  /** Each port of each container. */
  POD("pod"),
  /** Each port of each service, by its name: any one of its pods answers. */
  SERVICE("service"),
  /** Each address behind each service. */
  ENDPOINTS("endpoints"),
  /** The same, as newer clusters keep it. */
  ENDPOINT_SLICE("endpointSlice"),
  /** Each node's kubelet. */
  NODE("node");

  private final String key;

  KubernetesRole(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}
