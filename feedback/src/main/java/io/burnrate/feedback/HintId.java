package io.burnrate.feedback;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The name of a piece of advice: FNV-1a, 64 bits, over what it says and of whom. */
final class HintId {
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private HintId() {}

  /** 16 hex digits. */
  static String of(String... parts) {
    long hash = OFFSET_BASIS;
    for (String part : parts) {
      for (byte each : part.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (each & 0xff)) * PRIME;
      }
      hash = (hash ^ 0xff) * PRIME;
    }
    return HexFormat.of().toHexDigits(hash);
  }
}
