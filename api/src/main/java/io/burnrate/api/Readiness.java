package io.burnrate.api;

import io.burnrate.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Whether every component is well, one by one. */
record Readiness(List<Part> parts) {

  /** Asks every component; one that fails to answer is not well. */
  static Readiness of(List<ApiSources.Component> components) {
    List<Part> parts = new ArrayList<>();
    for (ApiSources.Component component : components) {
      parts.add(new Part(component.name(), health(component)));
    }
    return new Readiness(parts);
  }

  private static Store.Health health(ApiSources.Component component) {
    try {
      return component.health().get();
    } catch (RuntimeException e) {
      return Store.Health.failed("its health is unknown: " + e.getClass().getSimpleName());
    }
  }

  boolean ready() {
    return parts.stream().allMatch(part -> part.health().ok());
  }

  byte[] json() {
    return Answer.object(
        json -> {
          json.writeStringField("status", ready() ? "ready" : "notReady");
          json.writeArrayFieldStart("components");
          for (Part part : parts) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeBooleanField("ok", part.health().ok());
            json.writeStringField("reason", part.health().reason());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** One component's answer. */
  record Part(String name, Store.Health health) {}
}
