package io.burnrate.collector.otlp;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.burnrate.collector.ProtobufFields;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An item in protobuf. One that cannot be decoded breaks nothing else. */
final class ProtobufItem implements Item {
  private static final int DATA_POINTS = 1; // in each kind of data

  private final byte[] body;
  private final int start;
  private final int length;

  ProtobufItem(byte[] body, int start, int length) {
    this.body = body;
    this.start = start;
    this.length = length;
  }

  @Override
  public @Nullable Fault read(Message.Builder into) {
    if (length > MAX_BYTES) {
      return Fault.SIZE;
    }
    try {
      into.mergeFrom(body, start, length);
      return null;
    } catch (InvalidProtocolBufferException e) {
      return Fault.MALFORMED;
    }
  }

  @Override
  public @Nullable Fault split(Metric.Builder head, Points points) throws IOException {
    try {
      byte[] bytes = withoutPoints();
      if (bytes.length > MAX_BYTES) {
        return Fault.SIZE;
      }
      head.mergeFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return Fault.MALFORMED;
    }
    // every frame down to the points is sound, or the first pass had found it
    int data = head.getDataCase().getNumber();
    if (data > 0) {
      ProtobufFields.each(body, start, length, data, (at, size) -> points(at, size, points));
    }
    return null;
  }

  private void points(int at, int size, Points points) throws IOException {
    ProtobufFields.each(
        body,
        at,
        size,
        DATA_POINTS,
        (from, bytes) -> points.point(new ProtobufItem(body, from, bytes)));
  }

  /** The metric, encoded, with its lists of data points empty. */
  private byte[] withoutPoints() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    ProtobufFields.places(
        body,
        start,
        length,
        (tag, begin, content, end) -> {
          if (holdsPoints(tag)) {
            byte[] data = withoutPoints(content, end - content);
            out.writeByteArray(WireFormat.getTagFieldNumber(tag), data);
          } else {
            out.writeRawBytes(body, begin, end - begin);
          }
        });
    out.flush();
    return bytes.toByteArray();
  }

  private byte[] withoutPoints(int at, int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProtobufFields.places(
        body,
        at,
        size,
        (tag, begin, content, end) -> {
          if (WireFormat.getTagFieldNumber(tag) != DATA_POINTS) {
            bytes.write(body, begin, end - begin);
          }
        });
    return bytes.toByteArray();
  }

  private static boolean holdsPoints(int tag) {
    FieldDescriptor field =
        Metric.getDescriptor().findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
        && field != null
        && field.getContainingOneof() != null;
  }
}
