package io.burnrate.store.duckdb;

import io.burnrate.store.RowBatch;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of several batches of one table that are committed together, each identity once: of
 * equal ones the first stays. Not thread-safe.
 */
final class RowGroup {
  private static final int END = -1;
  private static final int LEAST_HEADS = 16;

  private final Identities identities;
  private final RowBatch[] batches;
  private final int[] rowNumbers;
  private final long[] hashes;
  private final boolean[] dropped;
  private final int[] heads;
  private final int[] next;
  private int size;
  private int duplicates;
  private long maxMillis = Long.MIN_VALUE;

  RowGroup(Identities identities, List<RowBatch> from) {
    this.identities = identities;
    int rows = from.stream().mapToInt(RowBatch::rows).sum();
    batches = new RowBatch[rows];
    rowNumbers = new int[rows];
    hashes = new long[rows];
    dropped = new boolean[rows];
    next = new int[rows];
    heads = new int[Math.max(LEAST_HEADS, Integer.highestOneBit(Math.max(1, rows)) * 2)];
    Arrays.fill(heads, END);
    for (RowBatch batch : from) {
      for (int row = 0; row < batch.rows(); row++) {
        add(batch, row);
      }
    }
  }

  private void add(RowBatch batch, int row) {
    long hash = identities.hash(batch, row);
    int head = (int) (hash ^ (hash >>> 29)) & (heads.length - 1);
    for (int i = heads[head]; i != END; i = next[i]) {
      if (hashes[i] == hash && identities.equal(batches[i], rowNumbers[i], batch, row)) {
        duplicates++;
        return;
      }
    }
    batches[size] = batch;
    rowNumbers[size] = row;
    hashes[size] = hash;
    next[size] = heads[head];
    heads[head] = size;
    size++;
    long time = batch.timeMillisAt(row);
    maxMillis = Math.max(maxMillis, time);
  }

  /** Distinct rows, those that were dropped included. */
  int size() {
    return size;
  }

  RowBatch batch(int i) {
    return batches[i];
  }

  int rowNumber(int i) {
    return rowNumbers[i];
  }

  long hash(int i) {
    return hashes[i];
  }

  long timeMillis(int i) {
    return batches[i].timeMillisAt(rowNumbers[i]);
  }

  /** Leaves a row out: it is stored already. */
  void drop(int i) {
    if (!dropped[i]) {
      dropped[i] = true;
      duplicates++;
    }
  }

  boolean dropped(int i) {
    return dropped[i];
  }

  int duplicates() {
    return duplicates;
  }

  long maxMillis() {
    return maxMillis;
  }
}
