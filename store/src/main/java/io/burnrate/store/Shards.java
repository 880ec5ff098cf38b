package io.burnrate.store;

import io.burnrate.domain.Fnv1a;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some of the equal parts into which the values of a {@link Table#shardKey} fall.
 *
 * @param held their numbers, from 0, each below {@code count}
 * @param count how many parts there are
 */
public record Shards(Set<Integer> held, int count) {
  public Shards {
    if (count < 1) {
      throw new IllegalArgumentException("shards: at least 1, got " + count);
    }
    held = Set.copyOf(held);
    for (int each : held) {
      if (each < 0 || each >= count) {
        throw new IllegalArgumentException("shard " + each + " of " + count);
      }
    }
  }

  public static Shards all(int count) {
    return new Shards(IntStream.range(0, count).boxed().collect(Collectors.toSet()), count);
  }

  public static Shards none(int count) {
    return new Shards(Set.of(), count);
  }

  /** The number of the part that {@code key} falls into; the same on every machine. */
  public static int of(String key, int count) {
    return (int) Long.remainderUnsigned(new Fnv1a().add(key).value(), count);
  }

  public boolean holds(String key) {
    return held.contains(of(key, count));
  }

  /** These and {@code more}; the counts must agree, unless there are none here. */
  public Shards with(Shards more) {
    if (held.isEmpty()) {
      return more;
    }
    requireCount(more);
    Set<Integer> all = new TreeSet<>(held);
    all.addAll(more.held);
    return new Shards(all, count);
  }

  /** These except {@code fewer}; the counts must agree, unless there are none here. */
  public Shards without(Shards fewer) {
    if (held.isEmpty()) {
      return this;
    }
    requireCount(fewer);
    Set<Integer> rest = new TreeSet<>(held);
    rest.removeAll(fewer.held);
    return new Shards(rest, count);
  }

  private void requireCount(Shards other) {
    if (other.count != count) {
      throw new IllegalArgumentException("shards of " + other.count + " among shards of " + count);
    }
  }

  @Override
  public String toString() {
    return new TreeSet<>(held) + " of " + count;
  }
}
