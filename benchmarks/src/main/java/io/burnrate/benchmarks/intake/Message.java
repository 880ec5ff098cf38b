package io.burnrate.benchmarks.intake;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes one protobuf message by field numbers, as the wire format has it. */
final class Message {
  private static final int BUFFER_BYTES = 256;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER_BYTES);

  /** Writes that fail only where the memory does. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  static byte[] of(Consumer<Message> fill) {
    Message message = new Message();
    fill.accept(message);
    message.write(message.out::flush);
    return message.bytes.toByteArray();
  }

  Message bytes(int field, byte[] value) {
    return write(() -> out.writeByteArray(field, value));
  }

  /** Fields that are encoded already. */
  Message fields(byte[] encoded) {
    return write(() -> out.writeRawBytes(encoded));
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message message(int field, Consumer<Message> fill) {
    return bytes(field, of(fill));
  }

  Message fixed(int field, long value) {
    return write(() -> out.writeFixed64(field, value));
  }

  Message real(int field, double value) {
    return write(() -> out.writeDouble(field, value));
  }

  Message varint(int field, long value) {
    return write(() -> out.writeUInt64(field, value));
  }

  private Message write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
