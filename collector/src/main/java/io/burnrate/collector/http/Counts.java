package io.burnrate.collector.http;

import java.util.EnumMap;
import java.util.Map;

/** How many there are of each kind. One thread. */
public final class Counts<E extends Enum<E>> {
  private final Map<E, Long> counts;

  public Counts(Class<E> kinds) {
    counts = new EnumMap<>(kinds);
  }

  public void add(E kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  public long of(E kind) {
    return counts.getOrDefault(kind, 0L);
  }

  public long sum() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
