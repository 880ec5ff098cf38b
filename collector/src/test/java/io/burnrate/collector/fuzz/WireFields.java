package io.burnrate.collector.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Where fields with a length stand in a message of protobuf, those of messages in it included. */
final class WireFields {
  private static final int MOST_DEPTH = 8;
  private static final int MOST_FRAMES = 500;

  private final byte[] bytes;
  private final List<Frame> frames = new ArrayList<>();
  private int at;

  /** A field: its tag, its length, and its content from {@code start} to {@code end}. */
  record Frame(int tagAt, int lengthAt, int start, int end) {}

  private WireFields(byte[] bytes) {
    this.bytes = bytes;
  }

  static List<Frame> of(byte[] message) {
    WireFields fields = new WireFields(message);
    fields.walk(0, message.length, 0);
    return fields.frames;
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  /** Notes the fields of what may be a message; whether it is one. */
  private boolean walk(int from, int to, int depth) {
    int next = from;
    while (next < to) {
      at = next;
      long tag = varint(to);
      int lengthAt = at;
      switch ((int) (tag & 7)) {
        case 0 -> varint(to);
        case 1 -> at += 8;
        case 2 -> {
          long length = varint(to);
          int start = at;
          if (length < 0 || length > to - start) {
            return false;
          }
          int end = start + (int) length;
          if (frames.size() < MOST_FRAMES) {
            frames.add(new Frame(next, lengthAt, start, end));
          }
          if (depth < MOST_DEPTH && length > 1) {
            walk(start, end, depth + 1);
          }
          at = end;
        }
        case 5 -> at += 4;
        default -> {
          return false;
        }
      }
      if (tag <= 7 || at > to) {
        return false;
      }
      next = at;
    }
    return true;
  }

  private long varint(int to) {
    long value = 0;
    for (int shift = 0; shift < 64 && at < to; shift += 7) {
      byte each = bytes[at++];
      value |= (long) (each & 0x7f) << shift;
      if (each >= 0) {
        return value;
      }
    }
    return -1;
  }
}
