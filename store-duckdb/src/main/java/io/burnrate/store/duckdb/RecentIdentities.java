package io.burnrate.store.duckdb;

import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes of the identities of every stored row from a certain time on, the floor. A row at or after
 * the floor whose hash is not here is new for sure; of any other row the table itself must be
 * asked. The floor rises when there are too many. Not thread-safe.
 */
final class RecentIdentities {
  private static final long SLOT_MILLIS = 10_000;

  /** Bounds the memory that a few rows with times far apart can take. */
  private static final int MAX_SLOTS = 4_096;

  private final TreeMap<Long, LongSet> slots = new TreeMap<>();
  private final int max;
  private long floorMillis;
  private int size;

  /**
   * @param floorMillis a time after that of every stored row
   */
  RecentIdentities(int max, long floorMillis) {
    this.max = max;
    this.floorMillis = floorMillis;
  }

  boolean surelyNew(long timeMillis, long hash) {
    if (timeMillis < floorMillis || timeMillis == Long.MAX_VALUE) {
      return false;
    }
    LongSet slot = slots.get(Math.floorDiv(timeMillis, SLOT_MILLIS));
    return slot == null || !slot.contains(hash);
  }

  /** Notes a row that is stored now. */
  void add(long timeMillis, long hash) {
    if (timeMillis < floorMillis) {
      return;
    }
    LongSet slot =
        slots.computeIfAbsent(Math.floorDiv(timeMillis, SLOT_MILLIS), key -> new LongSet());
    if (slot.add(hash)) {
      size++;
    }
    while (size > max || slots.size() > MAX_SLOTS) {
      Map.Entry<Long, LongSet> oldest = slots.pollFirstEntry();
      size -= oldest.getValue().size();
      forgetUpTo(lastMillisOf(oldest.getKey()));
    }
  }

  /** Forgets everything up to {@code timeMillis}: what is stored there is not known for sure. */
  void forgetUpTo(long timeMillis) {
    if (timeMillis >= floorMillis) {
      floorMillis = timeMillis == Long.MAX_VALUE ? timeMillis : timeMillis + 1;
    }
  }

  private static long lastMillisOf(long slot) {
    boolean last = slot >= Math.floorDiv(Long.MAX_VALUE, SLOT_MILLIS);
    return last ? Long.MAX_VALUE : (slot + 1) * SLOT_MILLIS - 1;
  }

  long floorMillis() {
    return floorMillis;
  }

  int size() {
    return size;
  }
}
