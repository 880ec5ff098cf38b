package io.burnrate.collector.metadata;

import io.burnrate.domain.GpuRequest;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is kept of a node. */
final class NodeThing {
  private static final List<String> POOLS =
      List.of(
          "cloud.google.com/gke-nodepool",
          "eks.amazonaws.com/nodegroup",
          "kubernetes.azure.com/agentpool",
          "karpenter.sh/nodepool",
          "agentpool");

  private NodeThing() {}

  static Thing of(Node node, KubernetesMetadataConfig config) {
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    String name = node.getMetadata().getName();
    Facts facts = new Facts();
    facts.add("pool", first(labels, Stream.concat(Stream.of(config.poolLabel()), POOLS.stream())));
    facts.add(
        "instanceType",
        first(labels, "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"));
    facts.add("capacityType", capacityType(labels));
    facts.add(
        "region",
        first(labels, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"));
    facts.add(
        "zone",
        first(labels, "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"));
    facts.add("gpuProduct", labels.get("nvidia.com/gpu.product"));
    facts.add("gpuCount", labels.get("nvidia.com/gpu.count"));
    facts.add("gpuMemoryMebibytes", labels.get("nvidia.com/gpu.memory"));
    facts.add("gpuReplicas", labels.get("nvidia.com/gpu.replicas"));
    facts.add("gpuSharing", labels.get("nvidia.com/gpu.sharing-strategy"));
    facts.add("migStrategy", labels.get("nvidia.com/mig.strategy"));
    if (node.getSpec() != null) {
      facts.add("providerId", node.getSpec().getProviderID());
      facts.add("unschedulable", node.getSpec().getUnschedulable());
    }
    if (node.getStatus() != null && node.getStatus().getAllocatable() != null) {
      new TreeMap<>(node.getStatus().getAllocatable())
          .forEach(
              (resource, quantity) -> {
                if (resource.startsWith("nvidia.com/") || resource.startsWith("amd.com/gpu")) {
                  facts.add("allocatable." + resource, quantity);
                }
              });
    }
    return new Thing(
        "node",
        config.cluster() + "/" + name,
        config.cluster(),
        "",
        name,
        "",
        "kubernetes",
        GpuRequest.NONE,
        facts.all());
  }

  /** {@code spot}, {@code onDemand}, {@code reserved}, or nothing where no label says. */
  private static String capacityType(Map<String, String> labels) {
    String told =
        first(
            labels,
            "eks.amazonaws.com/capacityType",
            "karpenter.sh/capacity-type",
            "kubernetes.azure.com/scalesetpriority",
            "node.kubernetes.io/lifecycle",
            "node.kubernetes.io/capacity");
    boolean spot =
        "true".equals(labels.get("cloud.google.com/gke-spot"))
            || "true".equals(labels.get("cloud.google.com/gke-preemptible"));
    if (spot) {
      return "spot";
    }
    return switch (told) {
      case "SPOT", "spot", "preemptible" -> "spot";
      case "ON_DEMAND", "on-demand", "regular", "normal" -> "onDemand";
      case "CAPACITY_BLOCK", "reserved" -> "reserved";
      default -> "";
    };
  }

  private static String first(Map<String, String> labels, String... names) {
    return first(labels, Stream.of(names));
  }

  private static String first(Map<String, String> labels, Stream<String> names) {
    return names
        .map(name -> labels.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }
}
