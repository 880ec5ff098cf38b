package io.burnrate.collector.metadata;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names with texts, few and short, in the order of their names. Not thread-safe. */
final class Facts {
  /** Further ones are left out. */
  static final int MAX_FACTS = 100;

  /** Longer texts are cut. */
  static final int MAX_CHARS = 1_000;

  private final TreeMap<String, String> facts = new TreeMap<>();

  /** Notes {@code value}, unless it says nothing. */
  Facts add(String name, @Nullable Object value) {
    String text = value == null ? "" : value.toString();
    if (!text.isEmpty() && facts.size() < MAX_FACTS) {
      facts.put(name, text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS));
    }
    return this;
  }

  Map<String, String> all() {
    return facts;
  }
}
