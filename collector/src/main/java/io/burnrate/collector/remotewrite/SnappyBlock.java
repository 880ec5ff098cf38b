package io.burnrate.collector.remotewrite;

import io.burnrate.collector.http.Packing;
import io.burnrate.collector.http.Refusal;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.xerial.snappy.Snappy;

/** Snappy's block format, which tells at its beginning how much it holds. Thread-safe. */
final class SnappyBlock implements Packing {
  /** A copy of three bytes stands for 64 at most, and no element for more. */
  private static final long MOST_RATIO = 22;

  @Override
  public boolean takes(String encoding) {
    return encoding.equals("snappy");
  }

  @Override
  public String expected() {
    return "snappy";
  }

  @Override
  public byte[] unpack(String encoding, byte[] packed, long maxBytes, LongConsumer grow) {
    try {
      int length = Snappy.uncompressedLength(packed, 0, packed.length);
      if (length < 0 || length > maxBytes) {
        throw Refusal.tooLarge("the body holds more than " + maxBytes + " bytes unpacked");
      }
      if (length > packed.length * MOST_RATIO) {
        throw Refusal.invalid(400, "the body is cut short: snappy cannot pack that much into it");
      }
      grow.accept(length);
      byte[] content = new byte[length];
      Snappy.uncompress(packed, 0, packed.length, content, 0);
      return content;
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is not snappy in the block format: " + e.getMessage());
    }
  }
}
