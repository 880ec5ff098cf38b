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
 * @param gpuRequest for a part of a GPU, of a pod
 */
record Thing(
    String kind,
    String entity,
    String cluster,
    String namespace,
    String name,
    String version,
    String origin,
    GpuRequest gpuRequest,
    Map<String, String> attributes) {
  Thing {
    attributes = new TreeMap<>(attributes);
  }

  /** The attribute of what is there no more. */
  static final String DELETED = "deleted";

  /** The same, gone. */
  Thing gone() {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(DELETED, "true");
    return new Thing(
        kind, entity, cluster, namespace, name, version, origin, gpuRequest.ended(), more);
  }
}
