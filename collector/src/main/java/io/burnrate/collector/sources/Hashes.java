package io.burnrate.collector.sources;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Map;

/** 64-bit hashes of texts, mixed with a number of this process so that nobody can aim at them. */
final class Hashes {
  private static final long SEED = new SecureRandom().nextLong();
  private static final long PRIME = 0x100000001b3L;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Hashes() {}

  /** Of a series; the order of labels makes no difference. */
  static long of(String metric, Map<String, String> labels) {
    long sum = mix(of(metric));
    for (Map.Entry<String, String> each : labels.entrySet()) {
      sum += mix(of(each.getKey()) * 31 + mix(of(each.getValue())));
    }
    return mix(sum);
  }

  /** Of a text: Fowler, Noll and Vo's, then mixed. */
  static long of(String text) {
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return mix(hash);
  }

  /**
   * Of {@code bytes[from, to)}, eight at a time, and mixed after each eight: what comes of a word
   * depends on the seed in every bit, so that no word makes up for another.
   */
  static long of(byte[] bytes, int from, int to) {
    long hash = SEED ^ (to - from);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) WORD.get(bytes, at));
    }
    for (; at < to; at++) {
      hash = (hash ^ bytes[at]) * PRIME;
    }
    return mix(hash);
  }

  /** Of two things together, the order of which matters. */
  static long of(long one, long other) {
    return mix(one * 31 + other);
  }

  /** The end of MurmurHash3 by Appleby: every bit depends on every bit. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
