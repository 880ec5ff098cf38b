package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.burnrate.collector.otlp.JsonObjects.Shape;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An item in JSON, at the current token of {@code json}, which is {@code base} bytes off. */
record JsonItem(JsonObjects objects, JsonMessages messages, JsonParser json, int base)
    implements Item {
  private static final String DATA_POINTS = "dataPoints";
  private static final OneofDescriptor DATA = Metric.getDescriptor().getOneofs().get(0);

  @Override
  public @Nullable Fault read(Message.Builder into) throws IOException {
    messages.read(json, into);
    return messages.malformed() ? Fault.MALFORMED : null;
  }

  /** Reads the metric twice: its name may come after its points. */
  @Override
  public @Nullable Fault split(Metric.Builder head, Points points) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Fault.MALFORMED;
    }
    int start = JsonObjects.start(json, base);
    messages.read(json, head, DATA_POINTS);
    int end = base + (int) json.currentLocation().getByteOffset();
    if (messages.malformed()) {
      return Fault.MALFORMED;
    }
    FieldDescriptor data = head.getOneofFieldDescriptor(DATA);
    if (data != null) {
      try (JsonParser again = objects.open(start, end - start)) {
        data(again, start, data.getJsonName(), points);
      }
    }
    return null;
  }

  private void data(JsonParser again, int from, String name, Points points) throws IOException {
    Shape shape =
        new Shape(
            "",
            (head, at) -> {},
            DATA_POINTS,
            (point, at) -> points.point(new JsonItem(objects, messages, point, at)));
    while (again.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = again.currentName().equals(name);
      if (again.nextToken() == JsonToken.START_OBJECT && wanted) {
        objects.read(again, from, shape);
      } else {
        again.skipChildren();
      }
    }
  }
}
