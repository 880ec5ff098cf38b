package io.burnrate.store.pinot;

import io.burnrate.store.Shards;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which shards a member holds, and since which gain: a shard lost and gained again is another one.
 * Thread-safe.
 */
final class Holding {
  private final int count;
  private final Map<Integer, Long> gains = new HashMap<>();
  private Map<TopicPartition, Long> positions = Map.of();
  private @Nullable ConsumerGroupMetadata generation;
  private long lastGain;
  private long version;

  /**
   * What is held at one moment.
   *
   * @param gains the number of the gain of each shard held
   * @param positions up to where the member has read, of at least the shards held
   * @param generation as whose member it writes
   * @param version grows with every change of the others, except of the positions
   */
  record Snapshot(
      Map<Integer, Long> gains,
      Map<TopicPartition, Long> positions,
      @Nullable ConsumerGroupMetadata generation,
      long version) {
    /** Whether the shards of {@code wanted} have been held since then without a break. */
    boolean covers(Map<Integer, Long> wanted) {
      return gains.entrySet().containsAll(wanted.entrySet());
    }
  }

  Holding(int count) {
    this.count = count;
  }

  synchronized Shards held() {
    return new Shards(gains.keySet(), count);
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(Map.copyOf(gains), positions, generation, version);
  }

  /** The gains of {@code shards}; null when not all of them are held. */
  synchronized @Nullable Map<Integer, Long> gains(Collection<Integer> shards) {
    Map<Integer, Long> found = new HashMap<>();
    for (Integer shard : shards) {
      Long gain = gains.get(shard);
      if (gain == null) {
        return null;
      }
      found.put(shard, gain);
    }
    return found;
  }

  /** Holds {@code shards} from now on, which are read from {@code from} on. */
  synchronized void add(Set<Integer> shards, Map<TopicPartition, Long> from) {
    Map<TopicPartition, Long> all = new HashMap<>(positions);
    all.putAll(from);
    positions = Map.copyOf(all);
    lastGain++;
    shards.forEach(shard -> gains.put(shard, lastGain));
    changed();
  }

  synchronized void remove(Set<Integer> shards) {
    gains.keySet().removeAll(shards);
    changed();
  }

  synchronized void generation(ConsumerGroupMetadata now) {
    generation = now;
    changed();
  }

  synchronized void positions(Map<TopicPartition, Long> now) {
    positions = Map.copyOf(now);
  }

  private void changed() {
    version++;
    notifyAll();
  }

  /** Waits until there is something newer than {@code known}, or for so long. */
  synchronized void awaitChange(long known, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (version == known) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }
}
