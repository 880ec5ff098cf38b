package io.burnrate.collector.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pods, services and nodes as labels, under the names that Prometheus gives them. */
final class KubernetesLabels {
  static final String META = "__meta_kubernetes_";
  static final String NAMESPACE = META + "namespace";

  /** The whole manifest, the values of its environment with it: nothing for a label. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final List<String> ADDRESS_TYPES =
      List.of("InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname");

  private KubernetesLabels() {}

  /** One for each port of each container; none while the pod has no address. */
  static List<Map<String, String>> targets(Pod pod) {
    String ip = text(pod.getStatus() == null ? null : pod.getStatus().getPodIP());
    if (ip.isEmpty()) {
      return List.of();
    }
    Map<String, String> ofPod = pod(pod);
    ofPod.put(NAMESPACE, text(pod.getMetadata().getNamespace()));
    List<Map<String, String>> all = new ArrayList<>();
    containers(
        pod,
        (container, init) -> {
          Map<String, String> of = new LinkedHashMap<>(ofPod);
          of.putAll(container(pod, container));
          of.put(META + "pod_container_init", init.toString());
          if (container.getPorts().isEmpty()) {
            of.put(TargetLabels.ADDRESS, ip);
            all.add(of);
          }
          for (ContainerPort port : container.getPorts()) {
            Map<String, String> one = new LinkedHashMap<>(of);
            one.put(TargetLabels.ADDRESS, address(ip, port.getContainerPort()));
            one.putAll(port(port));
            all.add(one);
          }
        });
    return all;
  }

  private static void containers(Pod pod, BiConsumer<Container, Boolean> each) {
    if (pod.getSpec() != null) {
      pod.getSpec().getContainers().forEach(container -> each.accept(container, false));
      pod.getSpec().getInitContainers().forEach(container -> each.accept(container, true));
    }
  }

  static Map<String, String> container(Pod pod, Container container) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(META + "pod_container_name", text(container.getName()));
    labels.put(META + "pod_container_image", text(container.getImage()));
    labels.put(META + "pod_container_id", containerId(pod, container));
    return labels;
  }

  /** Empty before it has one. */
  private static String containerId(Pod pod, Container container) {
    if (pod.getStatus() == null) {
      return "";
    }
    return Stream.of(
            pod.getStatus().getContainerStatuses(), pod.getStatus().getInitContainerStatuses())
        .flatMap(List::stream)
        .filter(status -> Objects.equals(status.getName(), container.getName()))
        .map(status -> text(status.getContainerID()))
        .findFirst()
        .orElse("");
  }

  static Map<String, String> port(ContainerPort port) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(META + "pod_container_port_name", text(port.getName()));
    labels.put(META + "pod_container_port_number", String.valueOf(port.getContainerPort()));
    labels.put(META + "pod_container_port_protocol", text(port.getProtocol()));
    return labels;
  }

  /** Of the pod itself. */
  static Map<String, String> pod(Pod pod) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(META + "pod_name", text(pod.getMetadata().getName()));
    labels.put(META + "pod_uid", text(pod.getMetadata().getUid()));
    labels.put(META + "pod_node_name", text(pod.getSpec() == null ? null : nodeName(pod)));
    if (pod.getStatus() != null) {
      labels.put(META + "pod_ip", text(pod.getStatus().getPodIP()));
      labels.put(META + "pod_host_ip", text(pod.getStatus().getHostIP()));
      labels.put(META + "pod_phase", text(pod.getStatus().getPhase()));
    }
    labels.put(META + "pod_ready", ready(pod));
    pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst()
        .ifPresent(
            owner -> {
              labels.put(META + "pod_controller_kind", text(owner.getKind()));
              labels.put(META + "pod_controller_name", text(owner.getName()));
            });
    own(pod, "pod", labels);
    return labels;
  }

  private static @Nullable String nodeName(Pod pod) {
    return pod.getSpec().getNodeName();
  }

  private static String ready(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(condition -> "Ready".equals(condition.getType()))
        .findFirst()
        .map(condition -> text(condition.getStatus()).toLowerCase(Locale.ROOT))
        .orElse("unknown");
  }

  /** One for each port of the service. */
  static List<Map<String, String>> targets(Service service) {
    List<Map<String, String>> all = new ArrayList<>();
    if (service.getSpec() == null) {
      return all;
    }
    String name = text(service.getMetadata().getName());
    String namespace = text(service.getMetadata().getNamespace());
    for (ServicePort port : service.getSpec().getPorts()) {
      Map<String, String> labels = service(service);
      labels.put(NAMESPACE, namespace);
      labels.put(TargetLabels.ADDRESS, name + "." + namespace + ".svc:" + port.getPort());
      labels.put(META + "service_port_name", text(port.getName()));
      labels.put(META + "service_port_number", String.valueOf(port.getPort()));
      labels.put(META + "service_port_protocol", text(port.getProtocol()));
      String type = text(service.getSpec().getType());
      labels.put(META + "service_type", type);
      if (type.equals("ExternalName")) {
        labels.put(META + "service_external_name", text(service.getSpec().getExternalName()));
      } else {
        labels.put(META + "service_cluster_ip", text(service.getSpec().getClusterIP()));
      }
      all.add(labels);
    }
    return all;
  }

  /** Of the service itself. */
  static Map<String, String> service(Service service) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(META + "service_name", text(service.getMetadata().getName()));
    own(service, "service", labels);
    return labels;
  }

  /** The node's kubelet; none while it has no address. */
  static List<Map<String, String>> targets(Node node) {
    if (node.getStatus() == null) {
      return List.of();
    }
    Map<String, String> labels = new LinkedHashMap<>();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (NodeAddress each : node.getStatus().getAddresses()) {
      if (addresses.putIfAbsent(text(each.getType()), text(each.getAddress())) == null) {
        labels.put(META + "node_address_" + name(text(each.getType())), text(each.getAddress()));
      }
    }
    String host =
        ADDRESS_TYPES.stream()
            .filter(addresses::containsKey)
            .findFirst()
            .map(type -> addresses.getOrDefault(type, ""))
            .orElse("");
    if (host.isEmpty()) {
      return List.of();
    }
    int port =
        Optional.ofNullable(node.getStatus().getDaemonEndpoints())
            .map(endpoints -> endpoints.getKubeletEndpoint())
            .map(endpoint -> endpoint.getPort())
            .orElse(0);
    labels.put(TargetLabels.ADDRESS, address(host, port));
    labels.put("instance", text(node.getMetadata().getName()));
    labels.put(META + "node_name", text(node.getMetadata().getName()));
    labels.put(
        META + "node_provider_id",
        text(node.getSpec() == null ? null : node.getSpec().getProviderID()));
    own(node, "node", labels);
    return List.of(labels);
  }

  /** The labels and annotations that users gave to {@code thing}. */
  static void own(HasMetadata thing, String role, Map<String, String> labels) {
    each(thing.getMetadata().getLabels(), META + role + "_label", labels);
    each(thing.getMetadata().getAnnotations(), META + role + "_annotation", labels);
  }

  private static void each(
      @Nullable Map<String, String> given, String prefix, Map<String, String> labels) {
    if (given != null) {
      given.forEach(
          (key, value) -> {
            if (!key.equals(LAST_APPLIED)) {
              labels.put(prefix + "_" + name(key), text(value));
              labels.put(prefix + "present_" + name(key), "true");
            }
          });
    }
  }

  /** {@code text} as a part of a label's name. */
  static String name(String text) {
    return text.replaceAll("[^a-zA-Z0-9_]", "_");
  }

  static String address(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
