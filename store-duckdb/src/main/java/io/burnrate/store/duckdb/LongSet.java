package io.burnrate.store.duckdb;

/** A set of hashes, by open addressing: 16 bytes for each at most. Not thread-safe. */
final class LongSet {
  private static final int FIRST_CAPACITY = 64;

  private long[] table = new long[FIRST_CAPACITY];
  private int size;

  /** Whether it was not there before. */
  boolean add(long hash) {
    long value = hash == 0 ? 1 : hash;
    int place = placeOf(table, value);
    if (table[place] == value) {
      return false;
    }
    table[place] = value;
    size++;
    if (size * 2 > table.length) {
      grow();
    }
    return true;
  }

  boolean contains(long hash) {
    long value = hash == 0 ? 1 : hash;
    return table[placeOf(table, value)] == value;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] wider = new long[table.length * 2];
    for (long value : table) {
      if (value != 0) {
        wider[placeOf(wider, value)] = value;
      }
    }
    table = wider;
  }

  private static int placeOf(long[] table, long value) {
    int mask = table.length - 1;
    int place = (int) (value ^ (value >>> 29)) & mask;
    while (table[place] != 0 && table[place] != value) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
