package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.Message;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.otlp.SpanRows.Origin;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads an {@code ExportTraceServiceRequest} in JSON span by span, never as a whole. Members of an
 * object come in any order: where spans come before the resource or scope they belong to, they are
 * passed over and read afterwards.
 */
final class JsonTraces {
  /** Deeper nesting is a 400. */
  static final int MAX_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body's limit holds
                  .build())
          .build();

  private final byte[] body;
  private final SpanRows rows;
  private final JsonMessages messages = new JsonMessages();

  /** Reads the value at the parser's current token, which is {@code base} bytes off. */
  private interface Element<H> {
    void read(H head, JsonParser json, int base) throws IOException;
  }

  /** Reads the head of an object. */
  private interface Head<H> {
    H read(JsonParser json) throws IOException;
  }

  /** An object of a head and a list, of which the elements need the head. */
  private record Shape<H>(
      Set<String> head, Head<H> onHead, H noHead, String list, Element<H> onElement) {}

  private record Slice(int start, int length) {}

  private JsonTraces(byte[] body, SpanRows rows) {
    this.body = body;
    this.rows = rows;
  }

  /** Throws a 400 {@link Refusal} when the body is not such a message. */
  static void read(byte[] body, SpanRows rows) {
    try {
      new JsonTraces(body, rows).export();
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(400, "the body is not sound JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is no ExportTraceServiceRequest: " + e.getMessage());
    }
  }

  private void export() throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      if (json.currentLocation().getByteOffset() < 0) {
        throw new IOException("JSON has to be UTF-8");
      }
      Shape<String> shape =
          new Shape<>(Set.of(), parser -> "", "", "resourceSpans", this::resourceSpans);
      object(json, 0, shape);
      if (json.nextToken() != null) {
        throw new IOException("something follows the object");
      }
    }
  }

  private void resourceSpans(String none, JsonParser json, int base) throws IOException {
    Shape<Origin> shape =
        new Shape<>(
            Set.of("resource"),
            parser -> rows.origin(((Resource.Builder) read(parser, Resource.newBuilder())).build()),
            rows.origin(Resource.getDefaultInstance()),
            "scopeSpans",
            this::scopeSpans);
    object(json, base, shape);
  }

  private void scopeSpans(Origin origin, JsonParser json, int base) throws IOException {
    Shape<String> shape =
        new Shape<>(
            Set.of("scope"),
            parser ->
                SpanRows.name(
                    ((InstrumentationScope.Builder) read(parser, InstrumentationScope.newBuilder()))
                        .getName()),
            "",
            "spans",
            (scope, parser, at) -> span(origin, scope, parser));
    object(json, base, shape);
  }

  private void span(Origin origin, String scope, JsonParser json) throws IOException {
    Span.Builder span = Span.newBuilder();
    messages.read(json, span);
    if (messages.malformed()) {
      rows.reject(Fault.MALFORMED);
    } else {
      rows.add(origin, scope, span.build());
    }
  }

  private Message.Builder read(JsonParser json, Message.Builder into) throws IOException {
    messages.read(json, into);
    if (messages.malformed()) {
      throw new IOException(
          into.getDescriptorForType().getName() + " holds a value of a wrong kind");
    }
    return into;
  }

  /** Reads the object at the current token, its head before its list. */
  private <H> void object(JsonParser json, int base, Shape<H> shape) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("expected an object around " + shape.list());
    }
    H head = shape.noHead();
    boolean ready = shape.head().isEmpty();
    List<Slice> later = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (shape.head().contains(name)) {
        head = shape.onHead().read(json);
        ready = true;
      } else if (!name.equals(shape.list())) {
        json.skipChildren();
      } else if (ready) {
        list(json, base, shape, head);
      } else {
        later.add(passOver(json, base));
      }
    }
    for (Slice slice : later) {
      try (JsonParser again = JSON.createParser(body, slice.start(), slice.length())) {
        again.nextToken();
        list(again, slice.start(), shape, head);
      }
    }
  }

  private static Slice passOver(JsonParser json, int base) throws IOException {
    int start = base + (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    return new Slice(start, base + (int) json.currentLocation().getByteOffset() - start);
  }

  private static <H> void list(JsonParser json, int base, Shape<H> shape, H head)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException(shape.list() + ": expected an array");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      shape.onElement().read(head, json, base);
    }
  }
}
