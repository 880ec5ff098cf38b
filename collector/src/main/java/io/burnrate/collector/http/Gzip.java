package io.burnrate.collector.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip bodies without ever holding more than allowed. */
final class Gzip {
  private static final int FIRST_BYTES = 16 << 10;

  private Gzip() {}

  /**
   * The content of {@code packed}.
   *
   * @param maxBytes more content than this is a 413, found before it is unpacked
   * @param grow told how many bytes more are taken, before they are; may throw
   */
  static byte[] unpack(byte[] packed, long maxBytes, LongConsumer grow) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), FIRST_BYTES)) {
      grow.accept(FIRST_BYTES);
      byte[] content = new byte[FIRST_BYTES];
      int length = 0;
      while (true) {
        int read = in.read(content, length, content.length - length);
        if (read < 0) {
          return length == content.length ? content : Arrays.copyOf(content, length);
        }
        length += read;
        if (length > maxBytes) {
          throw Refusal.tooLarge("the body holds more than " + maxBytes + " bytes unpacked");
        }
        if (length == content.length) {
          int wider = (int) Math.min(2L * length, maxBytes + 1);
          grow.accept(wider - length);
          content = Arrays.copyOf(content, wider);
        }
      }
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is not sound gzip: " + e.getMessage());
    }
  }
}
