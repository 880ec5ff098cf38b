package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;

/** Where items come from, as their rows tell it. */
record Origin(String service, String resourceJson) {
  /** The service of a resource that names none. */
  static final String UNKNOWN = "unknown_service";

  /** The origin that {@code resource} tells; what follows is counted as of its service. */
  static Origin of(Resource resource, Arrival arrival) {
    String service = "";
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        service = Names.of(attribute.getValue().getStringValue());
      }
    }
    arrival.tally().from(service);
    return new Origin(
        service.isBlank() ? UNKNOWN : service,
        arrival.attributes().of(resource.getAttributesList()));
  }
}
