package io.burnrate.collector.metadata;

import io.burnrate.collector.Workloads;
import io.burnrate.domain.GpuRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What part of a GPU a pod asks for: KAI's annotations, those of one container before those of the
 * pod, and HAMi's resources. Where several containers have such it is not known which of them is
 * meant. Numbers that are none count as nothing, and so do annotations of a pod that asks for whole
 * GPUs: KAI refuses both together.
 */
final class PodGpus {
  private static final String GROUP = "runai-gpu-group";
  private static final String OF_CONTAINER = "nvidia.com/container.";
  private static final String MEMORY_REQUEST = ".gpu-memory.request";
  private static final String CORES = "nvidia.com/gpucores";
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final double MIB = 1_048_576;
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private PodGpus() {}

  static GpuRequest of(Pod pod) {
    Map<String, String> annotations = orEmpty(pod.getMetadata().getAnnotations());
    boolean whole = asksForWhole(pod);
    double ratio = Double.NaN;
    double bytes = whole ? Double.NaN : containersBytes(annotations);
    if (!whole && Double.isNaN(bytes)) {
      ratio = number(annotations.get("gpu-fraction"));
      bytes = Double.isNaN(ratio) ? number(annotations.get("gpu-memory")) * MIB : Double.NaN;
    }
    Container hami = onlyContainerOfHami(pod);
    if (Double.isNaN(ratio) && Double.isNaN(bytes) && hami != null) {
      // For each GPU of the container: percent of the compute, and MiB.
      ratio = number(asked(hami).get(CORES)) / 100;
      bytes = number(asked(hami).get(MEMORY)) * MIB;
    }
    boolean ended = pod.getStatus() != null && ENDED.contains(orNone(pod.getStatus().getPhase()));
    String workload = Workloads.of(pod.getMetadata().getName());
    return new GpuRequest(
        ratio, bytes, groups(orEmpty(pod.getMetadata().getLabels())), workload, whole, ended);
  }

  /** Whether the device plugin gives it GPUs. */
  private static boolean asksForWhole(Pod pod) {
    return pod.getSpec() != null
        && pod.getSpec().getContainers().stream()
            .anyMatch(each -> number(asked(each).get("nvidia.com/gpu")) > 0);
  }

  /** The memory that an annotation asks for one container; NaN unless it is one. */
  private static double containersBytes(Map<String, String> annotations) {
    List<String> found =
        annotations.keySet().stream()
            .filter(name -> name.startsWith(OF_CONTAINER) && name.endsWith(MEMORY_REQUEST))
            .toList();
    if (found.size() != 1) {
      return Double.NaN;
    }
    try {
      return number(Quantity.parse(orNone(annotations.get(found.get(0)))));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Double.NaN;
    }
  }

  /** The GPUs that KAI has put the pod on, each a group of its own; of a reservation it is one. */
  private static List<String> groups(Map<String, String> labels) {
    List<String> groups = new ArrayList<>();
    String one = orNone(labels.get(GROUP));
    if (!one.isEmpty()) {
      groups.add(one);
    }
    for (String name : new TreeMap<>(labels).keySet()) {
      if (name.startsWith(GROUP + "/")) {
        groups.add(name.substring(GROUP.length() + 1));
      }
    }
    return groups;
  }

  private static @Nullable Container onlyContainerOfHami(Pod pod) {
    Container found = null;
    if (pod.getSpec() != null) {
      for (Container container : pod.getSpec().getContainers()) {
        Map<String, Quantity> asked = asked(container);
        boolean asks = asked.containsKey(CORES) || asked.containsKey(MEMORY);
        if (asks && found != null) {
          return null;
        }
        found = asks ? container : found;
      }
    }
    return found;
  }

  /** What a container asks for, by resource; a limit without a request is a request too. */
  static Map<String, Quantity> asked(Container container) {
    Map<String, Quantity> all = new TreeMap<>();
    if (container.getResources() != null) {
      all.putAll(orEmpty(container.getResources().getLimits()));
      all.putAll(orEmpty(container.getResources().getRequests()));
    }
    return all;
  }

  private static double number(@Nullable Quantity quantity) {
    return quantity == null ? Double.NaN : sound(quantity.getNumericalAmount().doubleValue());
  }

  private static double number(@Nullable String text) {
    try {
      return sound(Double.parseDouble(orNone(text)));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** NaN for what is no finite number above 0. */
  private static double sound(double number) {
    return number > 0 && !Double.isInfinite(number) ? number : Double.NaN;
  }

  private static String orNone(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> Map<String, T> orEmpty(@Nullable Map<String, T> map) {
    return map == null ? Map.of() : map;
  }
}
