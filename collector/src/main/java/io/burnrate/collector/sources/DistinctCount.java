package io.burnrate.collector.sources;

import java.util.Arrays;

/**
 * How many different hashes there were: exactly up to {@link #KEPT}, beyond by the smallest ones
 * that are kept, with a standard error of an eighth (Bar-Yossef and others, RANDOM 2002). One
 * thread.
 */
final class DistinctCount {
  static final int KEPT = 64;

  private static final int FIRST = 4;

  /** The smallest, without sign, in order. */
  private long[] smallest = new long[FIRST];

  private int size;

  void add(long hash) {
    long ordered = hash + Long.MIN_VALUE;
    if (size == KEPT && ordered >= smallest[size - 1]) {
      return;
    }
    int found = Arrays.binarySearch(smallest, 0, size, ordered);
    if (found >= 0) {
      return;
    }
    int at = -found - 1;
    if (size == smallest.length && size < KEPT) {
      smallest = Arrays.copyOf(smallest, 2 * size);
    }
    int moved = Math.min(size, KEPT - 1) - at;
    System.arraycopy(smallest, at, smallest, at + 1, moved);
    smallest[at] = ordered;
    size = Math.min(size + 1, KEPT);
  }

  long estimate() {
    if (size < KEPT) {
      return size;
    }
    // How much of all hashes lies below the largest that is kept.
    double part = (smallest[KEPT - 1] - (double) Long.MIN_VALUE) / 0x1p64;
    return Math.max(KEPT, Math.round((KEPT - 1) / part));
  }
}
