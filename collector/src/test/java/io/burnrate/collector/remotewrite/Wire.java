package io.burnrate.collector.remotewrite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes protobuf's wire format by its rules, field by field. */
final class Wire {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A field of type text or message. */
  Wire bytes(int field, byte[] content) {
    raw(((long) field << 3) | 2);
    raw(content.length);
    out.writeBytes(content);
    return this;
  }

  Wire text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  Wire message(int field, Wire message) {
    return bytes(field, message.bytes());
  }

  Wire varint(int field, long value) {
    raw((long) field << 3);
    raw(value);
    return this;
  }

  Wire number(int field, double value) {
    return fixed64(field, Double.doubleToRawLongBits(value));
  }

  Wire fixed64(int field, long bits) {
    raw(((long) field << 3) | 1);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array());
    return this;
  }

  /** A varint without a field: an element of a packed list. */
  Wire raw(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
