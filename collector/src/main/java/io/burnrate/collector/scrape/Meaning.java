package io.burnrate.collector.scrape;

import io.burnrate.collector.Workloads;
import io.burnrate.domain.Owner;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of dcgm-exporter's series mean, in every spelling its releases have used, and
 * those of HAMi's monitor and scheduler. Depends on nothing but the labels and the target.
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

  /** The job of a batch scheduler such as Slurm. */
  private static final String HPC_JOB = "hpc_job";

  static LabelBlock.Kind kind(Map<String, String> labels) {
    for (String name : OTHER_ENTITIES) {
      if (!first(labels, name).isEmpty()) {
        return LabelBlock.Kind.OTHER_ENTITY;
      }
    }
    return uuid(labels).isEmpty() ? LabelBlock.Kind.NO_GPU : LabelBlock.Kind.GPU;
  }

  static String uuid(Map<String, String> labels) {
    return first(labels, "UUID", "uuid", "gpu_uuid", "device_uuid", "deviceuuid");
  }

  static String migInstance(Map<String, String> labels) {
    return first(labels, "GPU_I_ID", "dra_mig_device_uuid");
  }

  RowLabels rowLabels(Map<String, String> labels) {
    String node = first(labels, "Hostname", "hostname", "node", "nodeid", "nodename");
    return new RowLabels(
        first(labels, "cluster"),
        first(labels, "pool"),
        node.isEmpty() ? nodeOtherwise : node,
        first(labels, "modelName", "model_name", "device_type", "devicetype"),
        first(labels, "gpu", "device_index", "deviceidx"),
        first(labels, "device"),
        first(labels, "pci_bus_id"),
        first(labels, "DCGM_FI_DRIVER_VERSION", "DCGM_FI_SYSTEM_DRIVER_VERSION"),
        first(labels, "GPU_I_PROFILE", "dra_mig_profile"));
  }

  /** The pod that read the GPU, where another is named as its holder; null where none is. */
  static @Nullable Owner exporter(Map<String, String> labels) {
    String pod = first(labels, "pod");
    return pod.isBlank() || first(labels, "exported_pod").isBlank()
        ? null
        : new Owner(first(labels, "namespace"), Workloads.of(pod), pod, "");
  }

  /** Whether the holder is named by labels that may as well be those of the target's own pod. */
  static boolean plain(Map<String, String> labels) {
    return !labels.containsKey("exported_pod") && !first(labels, "pod").isBlank();
  }

  /**
   * Who holds the GPU; null for nobody. A pod goes before a Slurm job, and that before a resource
   * claim of which no pod is known.
   */
  static @Nullable Holder holder(Map<String, String> labels) {
    if (hamiDevice(labels)) {
      return null;
    }
    // A Prometheus between us and the exporter renames the pod's labels and puts the exporter's
    // own pod into the plain ones.
    boolean renamed =
        labels.containsKey("exported_pod") || labels.containsKey("exported_namespace");
    String pod =
        renamed ? first(labels, "exported_pod") : first(labels, "podname", "pod", "pod_name");
    if (!pod.isBlank() && (renamed || !pod.contains(EXPORTER))) {
      String namespace =
          renamed
              ? first(labels, "exported_namespace")
              : first(labels, "podnamespace", "namespace", "pod_namespace");
      String container =
          renamed
              ? first(labels, "exported_container")
              : first(labels, "ctrname", "container", "container_name");
      // HAMi's scheduler counts containers instead of naming them.
      String index = first(labels, "container_index", "containeridx");
      boolean sharer =
          !index.isEmpty() || !first(labels, "vgpu", "vdevice_index", "vdeviceid").isEmpty();
      return Holder.of(
          new Owner(namespace, Workloads.of(pod), pod, index.isEmpty() ? container : index),
          sharer);
    }
    String job = first(labels, HPC_JOB);
    if (!job.isBlank()) {
      return Holder.of(new Owner(HPC_JOB, job, job, ""), false);
    }
    String claim = first(labels, "dra_claim_name");
    String namespace = first(labels, "dra_claim_namespace");
    return claim.isBlank()
        ? null
        : Holder.of(new Owner(namespace, Workloads.of(claim), claim, ""), false);
  }

  /** A series of HAMi's monitor that is of the device: a pod in its labels is the monitor's own. */
  private static boolean hamiDevice(Map<String, String> labels) {
    return !first(labels, "device_index", "deviceidx").isEmpty()
        && first(labels, "vdevice_index", "vdeviceid").isEmpty();
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
