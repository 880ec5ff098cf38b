package io.burnrate.collector.discovery;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Applies rules one after the other. */
public final class Relabeling {
  private Relabeling() {}

  /** What {@code labels} become, without empty ones; null when a rule drops them. */
  public static @Nullable Map<String, String> apply(
      List<RelabelRule> rules, Map<String, String> labels) {
    Map<String, String> changed = new TreeMap<>(labels);
    changed.values().removeIf(String::isEmpty);
    for (RelabelRule rule : rules) {
      if (!rule.apply(changed)) {
        return null;
      }
    }
    return changed;
  }
}
