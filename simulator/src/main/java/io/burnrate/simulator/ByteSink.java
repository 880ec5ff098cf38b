package io.burnrate.simulator;

import java.util.Arrays;

/** A byte buffer that grows, with number forms that make no object. Not thread-safe. */
final class ByteSink {
  private static final long MICROS = 1_000_000;

  private byte[] bytes = new byte[1 << 16];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** A copy of what was written. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void write(byte[] part) {
    room(part.length);
    System.arraycopy(part, 0, bytes, size, part.length);
    size += part.length;
  }

  void write(char ascii) {
    room(1);
    bytes[size++] = (byte) ascii;
  }

  /** As C's {@code %d}; {@code number} is not negative. */
  void whole(long number) {
    room(20);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /** {@code micros} millionths as C's {@code %f}; not negative. */
  void sixPlaces(long micros) {
    whole(micros / MICROS);
    room(7);
    bytes[size] = '.';
    long rest = micros % MICROS;
    for (int at = size + 6; at > size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += 7;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
