package io.burnrate.collector.metadata;

import io.burnrate.collector.Workloads;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is kept of a pod. */
final class PodThing {
  /** Labels that are kept, in the order of their names. */
  static final int MAX_LABELS = 32;

  private static final List<String> FRACTIONS =
      List.of("gpu-fraction", "gpu-memory", "gpu-fraction-num-devices");

  private PodThing() {}

  static String entity(String cluster, Pod pod) {
    return cluster + "/" + pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  /**
   * A pod as it is.
   *
   * @param owners from the nearest up
   */
  static Thing of(Pod pod, List<OwnerReference> owners, KubernetesMetadataConfig config) {
    String name = pod.getMetadata().getName();
    Facts facts = new Facts();
    facts.add("uid", pod.getMetadata().getUid());
    // As the rows of GPUs name it, so that both meet.
    facts.add("workload", Workloads.of(name));
    if (!owners.isEmpty()) {
      OwnerReference top = owners.get(owners.size() - 1);
      facts.add("ownerKind", top.getKind()).add("ownerName", top.getName());
      facts.add(
          "owners",
          owners.stream()
              .map(owner -> owner.getKind() + "/" + owner.getName())
              .collect(Collectors.joining(" ")));
    }
    if (pod.getStatus() != null) {
      facts.add("phase", pod.getStatus().getPhase());
    }
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (labels != null) {
      facts.add("team", labels.get(config.teamLabel()));
      new TreeMap<>(labels)
          .entrySet().stream()
              .limit(MAX_LABELS)
              .forEach(each -> facts.add("label." + each.getKey(), each.getValue()));
    }
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    if (annotations != null) {
      FRACTIONS.forEach(each -> facts.add("request." + each, annotations.get(each)));
    }
    if (pod.getSpec() != null) {
      facts.add("node", pod.getSpec().getNodeName());
      requests(pod).forEach((resource, sum) -> facts.add("request." + resource, text(sum)));
      facts.add("resourceClaims", claims(pod));
    }
    return new Thing(
        "pod",
        entity(config.cluster(), pod),
        config.cluster(),
        pod.getMetadata().getNamespace(),
        name,
        "",
        "kubernetes",
        PodGpus.of(pod),
        facts.all());
  }

  /** Of GPUs and parts of them, all containers together. */
  private static Map<String, BigDecimal> requests(Pod pod) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (Container container : pod.getSpec().getContainers()) {
      PodGpus.asked(container)
          .forEach(
              (resource, quantity) -> {
                if (ofGpu(resource)) {
                  sums.merge(resource, quantity.getNumericalAmount(), BigDecimal::add);
                }
              });
    }
    return sums;
  }

  private static boolean ofGpu(String resource) {
    return resource.startsWith("nvidia.com/") || resource.startsWith("amd.com/gpu");
  }

  private static String text(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private static String claims(Pod pod) {
    return pod.getSpec().getResourceClaims().stream()
        .map(
            claim ->
                claim.getResourceClaimName() != null
                    ? claim.getResourceClaimName()
                    : claim.getResourceClaimTemplateName() + " (template)")
        .collect(Collectors.joining(" "));
  }
}
