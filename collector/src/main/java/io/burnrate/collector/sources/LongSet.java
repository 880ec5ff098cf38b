package io.burnrate.collector.sources;

/** A growing set of hashes, at most three quarters full: 11 to 22 bytes each. One thread. */
final class LongSet {
  private static final int FIRST = 16;

  private long[] slots = new long[FIRST];
  private boolean zero;
  private int size;

  boolean contains(long hash) {
    return hash == 0 ? zero : slots[slot(slots, hash)] == hash;
  }

  /** Adds one that is not in it. */
  void add(long hash) {
    size++;
    if (hash == 0) {
      zero = true;
      return;
    }
    if (size > slots.length - slots.length / 4) {
      long[] wider = new long[2 * slots.length];
      for (long each : slots) {
        if (each != 0) {
          wider[slot(wider, each)] = each;
        }
      }
      slots = wider;
    }
    slots[slot(slots, hash)] = hash;
  }

  int size() {
    return size;
  }

  /** Where it is, or would be. */
  private static int slot(long[] slots, long hash) {
    int slot = (int) (hash ^ (hash >>> 32)) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
