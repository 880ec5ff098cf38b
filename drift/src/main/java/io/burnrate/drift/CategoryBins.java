package io.burnrate.drift;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Bins for categories, chosen by the reference only: the frequent ones each have their own, and all
 * others share one with those that the reference does not have. Sharing keeps a long tail of rare
 * categories, such as user names, from looking new in every sample.
 */
final class CategoryBins {
  /** At most so many categories get a bin of their own, the most frequent. */
  static final int MAX_OWN = 50;

  /** Categories with fewer rows in the reference get none. */
  static final int MIN_OWN_ROWS = 5;

  private static final int MAX_NAMED = 3;
  private static final Comparator<Map.Entry<String, Integer>> MOST_FREQUENT =
      Map.Entry.<String, Integer>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());

  private final Map<String, Integer> reference;
  private final Map<String, Integer> current;

  CategoryBins(Map<String, Integer> reference, Map<String, Integer> current) {
    this.reference = reference;
    this.current = current;
  }

  static long sum(Map<String, Integer> counts) {
    long sum = 0;
    for (int count : counts.values()) {
      sum += count;
    }
    return sum;
  }

  Histogram histogram() {
    List<Map.Entry<String, Integer>> own =
        reference.entrySet().stream()
            .filter(each -> each.getValue() >= MIN_OWN_ROWS || reference.size() == 1)
            .sorted(MOST_FREQUENT)
            .limit(MAX_OWN)
            .toList();
    Histogram histogram = new Histogram();
    long referenceRest = sum(reference);
    long currentRest = sum(current);
    for (Map.Entry<String, Integer> each : own) {
      int before = each.getValue();
      int now = current.getOrDefault(each.getKey(), 0);
      histogram.add(Wording.name(each.getKey()), before, now);
      referenceRest -= before;
      currentRest -= now;
    }
    histogram.add("(other or new)", referenceRest, currentRest);
    return histogram;
  }

  /**
   * Names the categories that the reference does not have, if they hold more of the current rows
   * than the reference lets expect: about as much as its categories that occur only once (Good
   * 1953).
   */
  void noteUnseen(List<String> notes, long currentRows) {
    List<Map.Entry<String, Integer>> unseen =
        current.entrySet().stream()
            .filter(each -> !reference.containsKey(each.getKey()))
            .sorted(MOST_FREQUENT)
            .toList();
    long unseenRows = 0;
    for (Map.Entry<String, Integer> each : unseen) {
      unseenRows += each.getValue();
    }
    long once = reference.values().stream().filter(count -> count == 1).count();
    double expected = once / (double) Math.max(1, sum(reference));
    double ratio = unseenRows / (double) currentRows;
    if (ratio <= expected) {
      return;
    }
    StringBuilder text = new StringBuilder("New in ");
    text.append(Wording.percent(ratio)).append(" of the current rows: ");
    for (Map.Entry<String, Integer> each : unseen.subList(0, Math.min(MAX_NAMED, unseen.size()))) {
      text.append(Wording.name(each.getKey())).append(' ');
      text.append(Wording.percent(each.getValue() / (double) currentRows)).append(", ");
    }
    text.setLength(text.length() - 2);
    if (unseen.size() > MAX_NAMED) {
      text.append(" and ").append(Wording.count(unseen.size() - MAX_NAMED)).append(" more");
    }
    notes.add(text.append('.').toString());
  }
}
