package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.collector.metadata.LineageEvent.Dataset;
import io.burnrate.domain.GpuRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A version of a model in the one shape that it has in rows, whoever says so. */
final class ModelThing {
  static final String KIND = "model";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which version of which model; {@code namespace} is where it is registered. */
  record Name(String namespace, String model, String version) {
    String entity() {
      return namespace + "/" + model + "@" + version;
    }
  }

  private ModelThing() {}

  /** {@code name}, made of {@code inputs}; {@code facts} are of the run that made it. */
  static Thing of(Name name, String origin, Facts facts, Collection<Dataset> inputs) {
    if (!inputs.isEmpty()) {
      Dataset first = inputs.iterator().next();
      facts.add("dataset", first.namespace() + "/" + first.name());
      facts.add("datasetVersion", first.version()).add("datasetDigest", first.digest());
    }
    Map<String, String> attributes = new LinkedHashMap<>(facts.all());
    // Longer than other texts, and whole: it is JSON.
    attributes.put("datasets", json(inputs));
    return new Thing(
        KIND,
        name.entity(),
        "",
        name.namespace(),
        name.model(),
        name.version(),
        origin,
        GpuRequest.NONE,
        attributes);
  }

  private static String json(Collection<Dataset> datasets) {
    ArrayNode all = JSON.createArrayNode();
    for (Dataset each : datasets) {
      ObjectNode one = all.addObject();
      one.put("namespace", each.namespace()).put("name", each.name());
      one.put("version", each.version()).put("digest", each.digest());
    }
    return all.toString();
  }
}
