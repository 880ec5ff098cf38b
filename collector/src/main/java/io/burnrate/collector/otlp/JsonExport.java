package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Message;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.otlp.JsonObjects.Shape;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;

/** Reads an export in JSON item by item, never as a whole. */
final class JsonExport {
  private final Signal signal;
  private final JsonObjects objects;
  private final SignalRows rows;
  private final JsonMessages messages = new JsonMessages();

  private JsonExport(Signal signal, byte[] body, SignalRows rows) {
    this.signal = signal;
    this.objects = new JsonObjects(body);
    this.rows = rows;
  }

  /** Throws a 400 {@link Refusal} when the body is not such a message. */
  static void read(Signal signal, byte[] body, SignalRows rows) {
    try {
      new JsonExport(signal, body, rows).export();
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(400, "the body is not sound JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is no " + signal.request() + ": " + e.getMessage());
    }
  }

  private void export() throws IOException {
    try (JsonParser json = objects.open()) {
      json.nextToken();
      if (json.currentLocation().getByteOffset() < 0) {
        throw new IOException("JSON has to be UTF-8");
      }
      objects.read(json, 0, new Shape("", (head, base) -> {}, signal.resources(), this::resource));
      if (json.nextToken() != null) {
        throw new IOException("something follows the object");
      }
    }
  }

  private void resource(JsonParser json, int base) throws IOException {
    rows.resource(Resource.getDefaultInstance());
    Shape shape =
        new Shape(
            "resource",
            (head, at) -> {
              Resource.Builder resource = Resource.newBuilder();
              read(head, resource);
              rows.resource(resource.build());
            },
            signal.scopes(),
            this::scope);
    objects.read(json, base, shape);
  }

  private void scope(JsonParser json, int base) throws IOException {
    rows.scope(InstrumentationScope.getDefaultInstance());
    Shape shape =
        new Shape(
            "scope",
            (head, at) -> {
              InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
              read(head, scope);
              rows.scope(scope.build());
            },
            signal.items(),
            (item, at) -> rows.item(new JsonItem(objects, messages, item, at)));
    objects.read(json, base, shape);
  }

  private void read(JsonParser json, Message.Builder into) throws IOException {
    messages.read(json, into);
    if (messages.malformed()) {
      throw new IOException(
          into.getDescriptorForType().getName() + " holds a value of a wrong kind");
    }
  }
}
