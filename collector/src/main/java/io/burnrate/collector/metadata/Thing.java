package io.burnrate.collector.metadata;

import io.burnrate.domain.GpuRequest;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that figures are of, as it is now.
 *
 * @param kind {@code pod}, {@code node} or {@code model}
 * @param entity names it among those of its kind
 * @param origin who says so
 */
record Thing(
    String kind,
    String entity,
    String cluster,
    String namespace,
    String name,
    String version,
    String origin,
    Map<String, String> attributes) {
  Thing {
    attributes = new TreeMap<>(attributes);
  }

  /** The attribute of what is there no more. */
  static final String DELETED = "deleted";

  /** The attribute of a pod that asks for a part of a GPU. */
  static final String GPU_REQUEST = "gpuRequest";

  /** The request for a part of a GPU in its text form, that of what is gone saying so. */
  String gpuRequest() {
    String request = attributes.getOrDefault(GPU_REQUEST, "");
    return attributes.containsKey(DELETED) ? GpuRequest.decode(request).ended().encode() : request;
  }

  /** The same, gone. */
  Thing gone() {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(DELETED, "true");
    return new Thing(kind, entity, cluster, namespace, name, version, origin, more);
  }
}
