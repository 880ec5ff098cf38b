package io.burnrate.collector.otlp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The name of one series, worked out step by step. */
final class SeriesByHand {
  private SeriesByHand() {}

  /**
   * Of the gauge "g" in "s" with a="1", in the scope "my.library" of a service "chat". Numbers have
   * 8 bytes; texts and digests come after their length; an attribute's value after its field
   * number.
   */
  static String series() {
    byte[] resource = sha(number(1), text("service.name"), number(1), text("chat"));
    byte[] scope = sha(bytes(resource), text("my.library"), text(""), number(0));
    byte[] head = sha(bytes(scope), text("g"), text("s"), text("gauge"), text(""), number(0));
    return HexFormat.of().formatHex(sha(bytes(head), number(1), text("a"), number(1), text("1")));
  }

  private static byte[] sha(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(part);
      }
      return Arrays.copyOf(sha.digest(), 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  private static byte[] text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }
}
