package io.burnrate.collector.scrape;

import io.burnrate.collector.Workloads;
import io.burnrate.domain.Owner;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of dcgm-exporter's series mean, in every spelling its releases have used. Depends
 * on nothing but the labels and the target.
 *
 * @param nodeOtherwise the node when the labels name none
 */
record Meaning(String nodeOtherwise) {
  /** The label that makes a series one of a link, a switch or a CPU. */
  private static final String[] OTHER_ENTITIES = {"nvlink", "nvswitch", "cpu", "cpucore"};

  /** DCGM's texts for blank, not found, not supported and not permitted begin so. */
  private static final String TEXT_SENTINEL = "<<<";

  /** A pod of the exporter itself holds no GPU. */
  private static final String EXPORTER = "dcgm-exporter";

  static LabelBlock.Kind kind(Map<String, String> labels) {
    for (String name : OTHER_ENTITIES) {
      if (!first(labels, name).isEmpty()) {
        return LabelBlock.Kind.OTHER_ENTITY;
      }
    }
    return uuid(labels).isEmpty() ? LabelBlock.Kind.NO_GPU : LabelBlock.Kind.GPU;
  }

  static String uuid(Map<String, String> labels) {
    return first(labels, "UUID", "uuid", "gpu_uuid");
  }

  static String migInstance(Map<String, String> labels) {
    return first(labels, "GPU_I_ID");
  }

  RowLabels rowLabels(Map<String, String> labels) {
    String node = first(labels, "Hostname", "hostname", "node");
    return new RowLabels(
        first(labels, "cluster"),
        first(labels, "pool"),
        node.isEmpty() ? nodeOtherwise : node,
        first(labels, "modelName", "model_name"),
        first(labels, "gpu"),
        first(labels, "device"),
        first(labels, "pci_bus_id"),
        first(labels, "DCGM_FI_DRIVER_VERSION", "DCGM_FI_SYSTEM_DRIVER_VERSION"),
        first(labels, "GPU_I_PROFILE"));
  }

  /** Who holds the GPU; null for nobody. A pod goes before a Slurm job. */
  static @Nullable Holder holder(Map<String, String> labels) {
    // A Prometheus between us and the exporter renames the pod's labels and puts the exporter's
    // own pod into the plain ones.
    boolean renamed =
        labels.containsKey("exported_pod") || labels.containsKey("exported_namespace");
    String pod = renamed ? first(labels, "exported_pod") : first(labels, "pod", "pod_name");
    if (!pod.isBlank() && (renamed || !pod.contains(EXPORTER))) {
      String namespace =
          renamed
              ? first(labels, "exported_namespace")
              : first(labels, "namespace", "pod_namespace");
      String container =
          renamed
              ? first(labels, "exported_container")
              : first(labels, "container", "container_name");
      boolean sharer = !first(labels, "vgpu").isEmpty();
      return Holder.of(new Owner(namespace, Workloads.of(pod), pod, container), sharer);
    }
    String job = first(labels, "hpc_job");
    return job.isBlank() ? null : Holder.of(new Owner("", "hpc_job", job, ""), false);
  }

  /** The first of these labels that says something. */
  private static String first(Map<String, String> labels, String... names) {
    return Arrays.stream(names)
        .map(name -> labels.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty() && !value.startsWith(TEXT_SENTINEL))
        .findFirst()
        .orElse("");
  }
}
