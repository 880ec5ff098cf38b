package io.burnrate.collector.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.burnrate.collector.ProtobufFields;
import io.burnrate.collector.http.Refusal;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;

/**
 * Reads an export in protobuf item by item, never as a whole: a body of two-byte messages would
 * otherwise become objects of a hundred times its size. The three signals' requests have the same
 * field numbers.
 */
final class ProtobufExport {
  private static final int RESOURCES = 1; // resource_spans and its like in a request
  private static final int HEAD = 1; // resource beside its scopes, scope beside its items
  private static final int LIST = 2; // scope_spans beside a resource, spans beside a scope

  private final byte[] body;
  private final SignalRows rows;

  private ProtobufExport(byte[] body, SignalRows rows) {
    this.body = body;
    this.rows = rows;
  }

  /** Throws a 400 {@link Refusal} when the body is not such a message. */
  static void read(Signal signal, byte[] body, SignalRows rows) {
    try {
      ProtobufExport export = new ProtobufExport(body, rows);
      ProtobufFields.each(body, 0, body.length, RESOURCES, export::resource);
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is no " + signal.request() + ": " + e.getMessage());
    }
  }

  private void resource(int start, int length) throws IOException {
    Resource.Builder resource = Resource.newBuilder();
    ProtobufFields.each(
        body, start, length, HEAD, (at, size) -> resource.mergeFrom(limited(at, size), at, size));
    rows.resource(resource.build());
    ProtobufFields.each(body, start, length, LIST, this::scope);
  }

  private void scope(int start, int length) throws IOException {
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    ProtobufFields.each(
        body, start, length, HEAD, (at, size) -> scope.mergeFrom(limited(at, size), at, size));
    rows.scope(scope.build());
    ProtobufFields.each(
        body, start, length, LIST, (at, size) -> rows.item(new ProtobufItem(body, at, size)));
  }

  private byte[] limited(int start, int length) throws InvalidProtocolBufferException {
    if (length > Item.MAX_BYTES) {
      throw new InvalidProtocolBufferException(
          "at byte " + start + ": a resource or scope is larger than " + Item.MAX_BYTES);
    }
    return body;
  }
}
