package io.burnrate.collector.discovery;

import static io.burnrate.collector.discovery.KubernetesLabels.META;
import static io.burnrate.collector.discovery.KubernetesLabels.NAMESPACE;
import static io.burnrate.collector.discovery.KubernetesLabels.text;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind services as labels: each address, with what is known of its service and pod,
 * and each further port of those pods. Used once.
 */
final class EndpointLabels {
  private final Map<String, Service> services;
  private final Map<String, Pod> pods;
  private final List<Map<String, String>> targets = new ArrayList<>();
  private final Map<String, List<Integer>> seenPorts = new TreeMap<>();
  private Map<String, String> common = Map.of();

  /**
   * Of one set of endpoints.
   *
   * @param services by namespace/name
   * @param pods likewise
   */
  EndpointLabels(Map<String, Service> services, Map<String, Pod> pods) {
    this.services = services;
    this.pods = pods;
  }

  List<Map<String, String>> targets(Endpoints endpoints) {
    String namespace = text(endpoints.getMetadata().getNamespace());
    String name = text(endpoints.getMetadata().getName());
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(NAMESPACE, namespace);
    labels.put(META + "endpoints_name", name);
    KubernetesLabels.own(endpoints, "endpoints", labels);
    common(labels, namespace, name);
    for (EndpointSubset subset : endpoints.getSubsets()) {
      for (EndpointPort port : subset.getPorts()) {
        subset.getAddresses().forEach(address -> add(address, port, "true"));
        subset.getNotReadyAddresses().forEach(address -> add(address, port, "false"));
      }
    }
    addFurtherPorts();
    return targets;
  }

  List<Map<String, String>> targets(EndpointSlice slice) {
    String namespace = text(slice.getMetadata().getNamespace());
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(NAMESPACE, namespace);
    labels.put(META + "endpointslice_name", text(slice.getMetadata().getName()));
    labels.put(META + "endpointslice_address_type", text(slice.getAddressType()));
    KubernetesLabels.own(slice, "endpointslice", labels);
    Map<String, String> own = slice.getMetadata().getLabels();
    common(
        labels, namespace, own == null ? "" : own.getOrDefault("kubernetes.io/service-name", ""));
    for (Endpoint endpoint : slice.getEndpoints()) {
      for (io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort port : slice.getPorts()) {
        for (String address : endpoint.getAddresses()) {
          Map<String, String> one = ofSlice(endpoint);
          String prefix = META + "endpointslice_port";
          set(one, prefix + "_name", port.getName());
          set(one, prefix + "_protocol", port.getProtocol());
          set(one, prefix, port.getPort());
          set(one, prefix + "_app_protocol", port.getAppProtocol());
          add(one, address, port.getPort(), endpoint.getTargetRef());
        }
      }
    }
    addFurtherPorts();
    return targets;
  }

  private static Map<String, String> ofSlice(Endpoint endpoint) {
    Map<String, String> one = new LinkedHashMap<>();
    String prefix = META + "endpointslice_endpoint_";
    if (endpoint.getConditions() != null) {
      set(one, prefix + "conditions_ready", endpoint.getConditions().getReady());
      set(one, prefix + "conditions_serving", endpoint.getConditions().getServing());
      set(one, prefix + "conditions_terminating", endpoint.getConditions().getTerminating());
    }
    set(one, prefix + "hostname", endpoint.getHostname());
    set(one, prefix + "node_name", endpoint.getNodeName());
    set(one, prefix + "zone", endpoint.getZone());
    if (endpoint.getTargetRef() != null) {
      set(one, META + "endpointslice_address_target_kind", endpoint.getTargetRef().getKind());
      set(one, META + "endpointslice_address_target_name", endpoint.getTargetRef().getName());
    }
    return one;
  }

  private void add(EndpointAddress address, EndpointPort port, String ready) {
    Map<String, String> one = new LinkedHashMap<>();
    one.put(META + "endpoint_port_name", text(port.getName()));
    one.put(META + "endpoint_port_protocol", text(port.getProtocol()));
    one.put(META + "endpoint_ready", ready);
    set(one, META + "endpoint_node_name", address.getNodeName());
    set(one, META + "endpoint_hostname", address.getHostname());
    if (address.getTargetRef() != null) {
      one.put(META + "endpoint_address_target_kind", text(address.getTargetRef().getKind()));
      one.put(META + "endpoint_address_target_name", text(address.getTargetRef().getName()));
    }
    add(one, address.getIp(), port.getPort(), address.getTargetRef());
  }

  private void add(
      Map<String, String> one,
      String address,
      @Nullable Integer port,
      @Nullable ObjectReference reference) {
    one.putAll(common);
    one.put(TargetLabels.ADDRESS, port == null ? address : KubernetesLabels.address(address, port));
    Pod pod = pod(reference);
    if (pod != null) {
      one.putAll(KubernetesLabels.pod(pod));
      List<Integer> seen = seenPorts.computeIfAbsent(key(pod), any -> new ArrayList<>());
      if (port != null) {
        seen.add(port);
        ofPort(one, pod, port);
      }
    }
    targets.add(one);
  }

  private static void ofPort(Map<String, String> one, Pod pod, int number) {
    for (Container container : pod.getSpec().getContainers()) {
      for (ContainerPort port : container.getPorts()) {
        if (port.getContainerPort() == number) {
          one.putAll(KubernetesLabels.container(pod, container));
          one.putAll(KubernetesLabels.port(port));
          return;
        }
      }
    }
  }

  /** The ports of the pods that were seen which their service does not name. */
  private void addFurtherPorts() {
    seenPorts.forEach(
        (key, seen) -> {
          Pod pod = pods.get(key);
          if (pod == null) {
            return;
          }
          for (Map<String, String> each : KubernetesLabels.targets(pod)) {
            String port = each.getOrDefault(META + "pod_container_port_number", "");
            boolean init = "true".equals(each.remove(META + "pod_container_init"));
            if (!init && !port.isEmpty() && !seen.contains(Integer.valueOf(port))) {
              Map<String, String> one = new LinkedHashMap<>(common);
              one.putAll(each);
              targets.add(one);
            }
          }
        });
  }

  private void common(Map<String, String> labels, String namespace, String serviceName) {
    Service service = services.get(namespace + "/" + serviceName);
    if (service != null) {
      labels.putAll(KubernetesLabels.service(service));
    }
    common = labels;
  }

  private @Nullable Pod pod(@Nullable ObjectReference reference) {
    return reference == null || !"Pod".equals(reference.getKind())
        ? null
        : pods.get(reference.getNamespace() + "/" + reference.getName());
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private static void set(Map<String, String> labels, String name, @Nullable Object value) {
    if (value != null) {
      labels.put(name, value.toString());
    }
  }
}
