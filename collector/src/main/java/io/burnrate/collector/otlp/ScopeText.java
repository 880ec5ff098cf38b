package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A scope, as rows tell it.
 *
 * @param attributesJson with its version, under the name that Prometheus' form of OTLP gives it
 */
record ScopeText(String name, String attributesJson) {
  static final ScopeText NONE = new ScopeText("", "{}");

  private static final String VERSION = "otel.scope.version";

  static ScopeText of(InstrumentationScope scope, Arrival arrival) {
    List<KeyValue> attributes = scope.getAttributesList();
    if (!scope.getVersion().isEmpty()) {
      attributes = new ArrayList<>(attributes);
      AnyValue version = AnyValue.newBuilder().setStringValue(scope.getVersion()).build();
      attributes.add(0, KeyValue.newBuilder().setKey(VERSION).setValue(version).build());
    }
    return new ScopeText(Names.of(scope.getName()), arrival.attributes().of(attributes));
  }

  /** Tells this scope of that resource from all others. */
  static byte[] digest(InstrumentationScope scope, byte[] resource, Identity identity) {
    return identity
        .begin()
        .add(resource)
        .add(scope.getName())
        .add(scope.getVersion())
        .add(scope.getAttributesList())
        .digest();
  }
}
