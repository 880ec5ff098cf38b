package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import java.util.LinkedHashMap;
import java.util.Map;

/** One GPU in one minute: how much of it there was, and who had it. Not thread-safe. */
final class GpuMinute {
  /** More owners than this in one minute share one entry, so that time is never lost. */
  static final int MAX_ENTRIES = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Stands for the owners that found no entry of their own. */
  private static final Owner OTHER =
      new Owner("", Dimension.OTHER, Dimension.OTHER, Dimension.OTHER);

  final GpuLabels labels;
  final long startMillis;
  private final Map<EntryKey, Entry> entries = new LinkedHashMap<>();
  private boolean folded;
  private long resets;
  private long sentinels;
  private long duplicates;
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

  /** Notes what readings came with. */
  void count(long moreResets, long moreSentinels, long moreDuplicates) {
    resets += moreResets;
    sentinels += moreSentinels;
    duplicates += moreDuplicates;
  }

  /** The part of its time that can be trusted. */
  long trustedMillis() {
    return entries.values().stream().mapToLong(GpuMinute::trustedNanos).sum() / NANOS_PER_MILLI;
  }

  /**
   * How far one of its entries can be trusted; what is of the whole minute is said of one of them.
   */
  Trust trust(Entry entry) {
    boolean first = entries.values().iterator().next() == entry;
    return new Trust(
        trustedNanos(entry) / NANOS_PER_MILLI,
        entry.estimatedEnergyNanos / NANOS_PER_MILLI,
        entry.estimatedUtilizationNanos / NANOS_PER_MILLI,
        entry.estimatedShareNanos / NANOS_PER_MILLI,
        entry.requestedShareNanos / NANOS_PER_MILLI,
        first ? resets : 0,
        first ? sentinels : 0,
        first ? duplicates : 0);
  }

  private static long trustedNanos(Entry entry) {
    return entry.measuredNanos - entry.estimatedNanos / 2;
  }

  long fromMillis() {
    return fromMillis;
  }

  long toMillis() {
    return toMillis;
  }
}
