package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Packing;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The frame of a message in gRPC: a byte that says whether it is packed, its length in four bytes,
 * the message. The body of a call that is not a stream is one frame. Thread-safe.
 */
final class GrpcFrame implements Packing {
  /** What stands before a message. */
  static final int HEAD_BYTES = 5;

  private static final String GZIP = "gzip";

  @Override
  public String header() {
    return "grpc-encoding";
  }

  @Override
  public int frameBytes() {
    return HEAD_BYTES;
  }

  @Override
  public boolean takes(String encoding) {
    return encoding.isEmpty() || encoding.equals("identity") || encoding.equals(GZIP);
  }

  @Override
  public String expected() {
    return "gzip or identity";
  }

  @Override
  public byte[] unpack(String encoding, byte[] framed, long maxBytes, LongConsumer grow) {
    if (framed.length < HEAD_BYTES) {
      throw Refusal.invalid(400, "the call ended without a message");
    }
    ByteBuffer head = ByteBuffer.wrap(framed);
    int flag = head.get();
    if (Integer.toUnsignedLong(head.getInt()) != framed.length - HEAD_BYTES) {
      throw Refusal.invalid(400, "the call is not one whole message");
    }
    if (flag != 0 && flag != 1) {
      throw Refusal.invalid(400, "the message begins with " + flag + ", not with 0 or 1");
    }
    byte[] message = Arrays.copyOfRange(framed, HEAD_BYTES, framed.length);
    if (flag == 0) {
      return message;
    }
    if (!encoding.equals(GZIP)) {
      throw Refusal.invalid(400, "the message is packed, but grpc-encoding does not say how");
    }
    return GZIP_OR_NONE.unpack(GZIP, message, maxBytes, grow);
  }

  static Buffer of(Buffer message) {
    return Buffer.buffer(HEAD_BYTES + message.length())
        .appendByte((byte) 0)
        .appendInt(message.length())
        .appendBuffer(message);
  }
}
