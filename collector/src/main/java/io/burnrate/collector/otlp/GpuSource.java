package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts what OpenTelemetry tells of a GPU, by a point's attributes and by its resource, into the
 * labels that dcgm-exporter has for it. Immutable.
 *
 * @param resource its attributes
 * @param instance stands for the target
 * @param node empty when not told
 * @param ownPod whether the resource's pod is that of whoever reads the GPUs, and holds none
 */
record GpuSource(Map<String, String> resource, String instance, String node, boolean ownPod) {
  /** A point with more attributes of its own is not read further. */
  static final int MAX_ATTRIBUTES = 128;

  private static final String POD = "k8s.pod.name";
  private static final String NAMESPACE = "k8s.namespace.name";
  private static final String CONTAINER = "k8s.container.name";

  /** Parts of names of pods and services that read GPUs and hold none. */
  private static final List<String> READERS =
      List.of(
          "dcgm",
          "exporter",
          "gpu-collector",
          "otel-collector",
          "otelcol",
          "opentelemetry-collector",
          "otel-agent",
          "openlit",
          "node-agent",
          "telegraf",
          "metricbeat");

  static final GpuSource NONE = of(Resource.getDefaultInstance(), Origin.UNKNOWN);

  static GpuSource of(Resource resource, String service) {
    Map<String, String> texts = texts(resource.getAttributesList());
    String server = texts.getOrDefault("server.address", "");
    String port = texts.getOrDefault("server.port", "");
    String address = server.isEmpty() || port.isEmpty() ? server : server + ':' + port;
    String node = first(texts, "k8s.node.name", "host.name", "node.name");
    String instance = first(texts, "service.instance.id");
    for (String otherwise : List.of(address, node, service)) {
      instance = instance.isEmpty() ? otherwise : instance;
    }
    boolean ownPod = reader(texts.getOrDefault(POD, "")) || reader(service);
    return new GpuSource(texts, instance, node, ownPod);
  }

  /** What a reading of DCGM by this source is of; {@code attributes} are its exporter's labels. */
  Map<String, String> ofExporter(Map<String, String> attributes) {
    Map<String, String> labels = new HashMap<>(attributes);
    common(labels);
    // The resource's pod is the one that was scraped: the exporter's own.
    if (first(labels, "exported_pod", "pod", "pod_name").isEmpty()) {
      pod(labels, attributes);
    }
    return labels;
  }

  /**
   * What a reading by the hardware conventions is of; without a UUID when it names no GPU.
   *
   * @param agent whether it is certain that the sender reads the GPUs of others
   */
  Map<String, String> ofHardware(Map<String, String> attributes, boolean agent) {
    Map<String, String> labels = new HashMap<>();
    String id = first(attributes, "hw.id", "gpu.uuid");
    String parent = first(attributes, "gpu.parent.uuid");
    String mig = first(attributes, "gpu.mig.instance_id", "gpu.mig.device_id");
    if (!parent.isEmpty() && mig.isEmpty()) {
      mig = id;
    }
    put(labels, "UUID", unique(parent.isEmpty() ? id : parent));
    put(labels, "GPU_I_ID", mig);
    put(labels, "GPU_I_PROFILE", first(attributes, "gpu.mig.profile"));
    put(labels, "modelName", first(attributes, "hw.model", "hw.name"));
    put(labels, "gpu", first(attributes, "gpu.index"));
    put(labels, "pci_bus_id", first(attributes, "gpu.pci_address"));
    put(labels, "DCGM_FI_DRIVER_VERSION", first(attributes, "hw.driver_version"));
    common(labels);
    if (!pod(labels, attributes) && !ownPod && !agent) {
      pod(labels, resource);
    }
    return labels;
  }

  /** The first of these attributes that says something. */
  static String first(Map<String, String> attributes, String... names) {
    for (String name : names) {
      String value = attributes.getOrDefault(name, "");
      if (!value.isBlank()) {
        return value;
      }
    }
    return "";
  }

  /** Attributes that are texts, numbers or truth values, as texts. */
  static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new HashMap<>();
    for (KeyValue attribute : attributes) {
      if (texts.size() < MAX_ATTRIBUTES) {
        String text = text(attribute.getValue());
        if (!text.isEmpty()) {
          texts.putIfAbsent(attribute.getKey(), Names.of(text));
        }
      }
    }
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> "";
    };
  }

  private void common(Map<String, String> labels) {
    labels.putIfAbsent("instance", instance);
    if (!node.isEmpty() && !labels.containsKey("Hostname") && !labels.containsKey("hostname")) {
      labels.put("Hostname", node);
    }
    if (!labels.containsKey("cluster")) {
      put(labels, "cluster", first(resource, "k8s.cluster.name"));
    }
  }

  /** Names the pod of {@code from}, if it has one; true then. */
  private static boolean pod(Map<String, String> labels, Map<String, String> from) {
    String pod = first(from, POD);
    if (pod.isEmpty() || pod.contains("dcgm-exporter")) {
      return false;
    }
    labels.put("exported_pod", pod);
    labels.put("exported_namespace", first(from, NAMESPACE));
    labels.put("exported_container", first(from, CONTAINER));
    return true;
  }

  /** An id that is unique on its host only gets the host's name. */
  private String unique(String id) {
    boolean universal = id.startsWith("GPU-") || id.startsWith("MIG-") || id.length() >= 32;
    return id.isEmpty() || universal || node.isEmpty() ? id : node + '/' + id;
  }

  private static void put(Map<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }

  private static boolean reader(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return READERS.stream().anyMatch(lower::contains);
  }
}
