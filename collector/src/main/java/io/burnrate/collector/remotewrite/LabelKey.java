package io.burnrate.collector.remotewrite;

import io.burnrate.collector.sources.SeriesLimit;
import java.util.Arrays;

/** The bytes of a series' labels, by which they are known again. Immutable but for a probe. */
final class LabelKey {
  private byte[] bytes;
  private int length;
  private long hash;

  private LabelKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A key to look up with, again and again: it takes the bytes it is given. One thread. */
  static LabelKey probe() {
    return new LabelKey(new byte[0]);
  }

  /** Stands for {@code bytes[0, length)} until the next call. */
  LabelKey over(byte[] some, int end) {
    bytes = some;
    length = end;
    hash = SeriesLimit.hash(some, 0, end);
    return this;
  }

  /** The same, with bytes of its own. */
  LabelKey copy() {
    return new LabelKey(bytes).over(Arrays.copyOf(bytes, length), length);
  }

  int length() {
    return length;
  }

  /** 64 bits, different in each process. */
  long hash() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelKey key
        && hash == key.hash
        && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }
}
