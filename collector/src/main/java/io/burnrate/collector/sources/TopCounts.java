package io.burnrate.collector.sources;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent of many names, with few counters: the Space-Saving algorithm of Metwally,
 * Agrawal and El Abbadi (ICDT 2005). Exact as long as there are no more names than counters;
 * afterwards a count is never too low. One thread.
 */
final class TopCounts {
  private final int counters;
  private final Map<String, Long> counts = new HashMap<>();

  /** A name and its number. */
  record Count(String name, long value) {
    /** The largest first. */
    static final Comparator<Count> ORDER =
        Comparator.comparingLong(Count::value).reversed().thenComparing(Count::name);
  }

  TopCounts(int counters) {
    this.counters = counters;
  }

  void add(String name) {
    Long known = counts.get(name);
    if (known != null || counts.size() < counters) {
      counts.put(name, known == null ? 1 : known + 1);
      return;
    }
    Map.Entry<String, Long> rarest =
        counts.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    counts.remove(rarest.getKey());
    counts.put(name, rarest.getValue() + 1);
  }

  List<Count> top(int most) {
    return counts.entrySet().stream()
        .map(each -> new Count(each.getKey(), each.getValue()))
        .sorted(Count.ORDER)
        .limit(most)
        .toList();
  }
}
