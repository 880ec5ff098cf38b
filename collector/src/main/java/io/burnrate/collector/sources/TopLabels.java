package io.burnrate.collector.sources;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels with the most distinct values, of many. When a further name comes, that with the
 * fewest values makes room for it. One thread.
 */
final class TopLabels {
  private final int most;
  private final Map<String, DistinctCount> values = new HashMap<>();

  TopLabels(int most) {
    this.most = most;
  }

  void add(String name, String value) {
    String label = SourceText.of(name, Source.MAX_CHARS);
    DistinctCount known = values.get(label);
    if (known == null) {
      if (values.size() == most) {
        values.remove(
            values.entrySet().stream()
                .min(Comparator.comparingLong(each -> each.getValue().estimate()))
                .orElseThrow()
                .getKey());
      }
      known = new DistinctCount();
      values.put(label, known);
    }
    known.add(Hashes.of(value));
  }

  List<TopCounts.Count> top(int limit) {
    return values.entrySet().stream()
        .map(each -> new TopCounts.Count(each.getKey(), each.getValue().estimate()))
        .sorted(TopCounts.Count.ORDER)
        .limit(limit)
        .toList();
  }
}
