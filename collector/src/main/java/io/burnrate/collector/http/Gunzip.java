package io.burnrate.collector.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * What is unpacked of one gzip, within a limit, in room that is asked for before it is taken. Where
 * unpacking fails it holds what had come until then. Not thread-safe.
 */
public final class Gunzip {
  private static final int PACKED_AT_ONCE = 8 << 10;

  private final long maxBytes;
  private final LongConsumer grow;
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * Nothing yet.
   *
   * @param maxBytes of content
   * @param grow told how many bytes more are taken, before they are; may throw
   */
  public Gunzip(long maxBytes, LongConsumer grow) {
    this.maxBytes = maxBytes;
    this.grow = grow;
  }

  /**
   * Unpacks {@code packed[0, packedLength)}; false when it holds more than the limit, which is
   * found when one byte more is unpacked. Throws {@link EOFException} when the gzip ends early. To
   * be called once.
   *
   * @param firstBytes of room to begin with, above 0
   */
  public boolean unpack(byte[] packed, int packedLength, int firstBytes) throws IOException {
    InputStream source = new ByteArrayInputStream(packed, 0, packedLength);
    try (InputStream in = new GZIPInputStream(source, PACKED_AT_ONCE)) {
      widen(firstBytes);
      while (true) {
        int read = in.read(bytes, length, bytes.length - length);
        if (read < 0) {
          return true;
        }
        length += read;
        if (length > maxBytes) {
          return false;
        }
        if (length == bytes.length) {
          widen((int) Math.min(maxBytes + 1, 2L * length));
        }
      }
    }
  }

  private void widen(int capacity) {
    grow.accept(capacity - bytes.length);
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** The room taken; content is in its first {@link #length} bytes. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }
}
