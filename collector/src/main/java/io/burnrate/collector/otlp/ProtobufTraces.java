package io.burnrate.collector.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.otlp.SpanRows.Origin;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads an {@code ExportTraceServiceRequest} span by span, never as a whole: a body of two-byte
 * messages would otherwise become objects of a hundred times its size.
 */
final class ProtobufTraces {
  private static final int RESOURCE_SPANS = 1;
  private static final int HEAD = 1; // resource in ResourceSpans, scope in ScopeSpans
  private static final int LIST = 2; // scope_spans in ResourceSpans, spans in ScopeSpans

  private final byte[] body;
  private final SpanRows rows;

  /** A length-delimited field of a message. */
  private interface Visitor {
    void field(int number, int start, int length) throws IOException;
  }

  private ProtobufTraces(byte[] body, SpanRows rows) {
    this.body = body;
    this.rows = rows;
  }

  /** Throws a 400 {@link Refusal} when the body is not such a message. */
  static void read(byte[] body, SpanRows rows) {
    try {
      new ProtobufTraces(body, rows).export();
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is no ExportTraceServiceRequest: " + e.getMessage());
    }
  }

  private void export() throws IOException {
    visit(0, body.length, RESOURCE_SPANS, this::resourceSpans);
  }

  private void resourceSpans(int number, int start, int length) throws IOException {
    Resource.Builder resource = Resource.newBuilder();
    visit(start, length, HEAD, (n, at, size) -> resource.mergeFrom(limited(at, size), at, size));
    Origin origin = rows.origin(resource.build());
    visit(start, length, LIST, (n, at, size) -> scopeSpans(origin, at, size));
  }

  private void scopeSpans(Origin origin, int start, int length) throws IOException {
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    visit(start, length, HEAD, (n, at, size) -> scope.mergeFrom(limited(at, size), at, size));
    String name = SpanRows.name(scope.getName());
    visit(start, length, LIST, (n, at, size) -> rows.add(origin, name, slice(at, size)));
  }

  private byte[] limited(int start, int length) throws InvalidProtocolBufferException {
    if (length > SpanRows.MAX_SPAN_BYTES) {
      throw new InvalidProtocolBufferException(
          "at byte " + start + ": a resource or scope is larger than " + SpanRows.MAX_SPAN_BYTES);
    }
    return body;
  }

  private ByteBuffer slice(int start, int length) {
    return ByteBuffer.wrap(body, start, length);
  }

  /** Visits the fields {@code wanted} of the message at {@code start} and skips the others. */
  private void visit(int start, int length, int wanted, Visitor visitor) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body, start, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == wanted) {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          throw new InvalidProtocolBufferException("field " + wanted + " is no message");
        }
        int size = in.readRawVarint32();
        int at = start + in.getTotalBytesRead();
        in.skipRawBytes(size);
        visitor.field(wanted, at, size);
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("an end of a group without its start");
      }
    }
  }
}
