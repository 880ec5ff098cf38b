package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import java.util.LinkedHashMap;
import java.util.Map;

/** One GPU in one minute: how much of it there was, and who had it. Not thread-safe. */
final class GpuMinute {
  /** More owners than this in one minute share one entry, so that time is never lost. */
  static final int MAX_ENTRIES = 1_000;

  /** Stands for the owners that found no entry of their own. */
  private static final Owner OTHER =
      new Owner("", Dimension.OTHER, Dimension.OTHER, Dimension.OTHER);

  final GpuLabels labels;
  final long startMillis;
  private final Map<EntryKey, Entry> entries = new LinkedHashMap<>();
  private boolean folded;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis = Long.MIN_VALUE;

  GpuMinute(GpuLabels labels, long startMillis) {
    this.labels = labels;
    this.startMillis = startMillis;
  }

  Entry entry(EntryKey key) {
    Entry known = entries.get(key);
    if (known != null) {
      return known;
    }
    boolean full = entries.size() >= MAX_ENTRIES && key.owner() != null;
    folded |= full;
    EntryKey kept = full ? new EntryKey(key.ledgerClass(), OTHER) : key;
    return entries.computeIfAbsent(kept, k -> new Entry());
  }

  /** Whether owners had to share an entry. */
  boolean folded() {
    return folded;
  }

  Map<EntryKey, Entry> entries() {
    return entries;
  }

  /** Notes that the GPU was there from {@code from} to {@code to}: independent of any entry. */
  void cover(long from, long to) {
    fromMillis = Math.min(fromMillis, from);
    toMillis = Math.max(toMillis, to);
  }

  /** The GPU's time in this minute, from clock readings alone. */
  long gpuMillis() {
    return Math.max(0, toMillis - fromMillis);
  }

  /** The part of it that readings cover. */
  long measuredMillis() {
    return entries.values().stream().mapToLong(entry -> entry.measuredNanos).sum() / 1_000_000;
  }

  long fromMillis() {
    return fromMillis;
  }

  long toMillis() {
    return toMillis;
  }
}
