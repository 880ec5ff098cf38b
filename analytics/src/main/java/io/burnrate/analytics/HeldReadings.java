package io.burnrate.analytics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Readings that came by a way on which they may come in parts and out of order, held until the rest
 * of them is here. COST_MODEL.md, formula 9. Not thread-safe.
 */
final class HeldReadings {
  /** Twice as long as a Prometheus waits at most before it sends a shard's batch. */
  static final Duration HOLD = Duration.ofSeconds(10);

  /** Of one GPU; when one more comes the oldest is not waited for any longer. */
  static final int MAX_PER_GPU = 128;

  /** Of all GPUs together, each of 1 to 2 KB; a reading of one more is not waited for. */
  static final int MAX_HELD = 100_000;

  private static final long UNTIMED = Long.MIN_VALUE;

  private final Map<String, NavigableMap<Long, Held>> byGpu = new HashMap<>();
  private int size;

  private static final class Held {
    private GpuObservation observation;
    private long since = UNTIMED;

    Held(GpuObservation observation) {
      this.observation = observation;
    }
  }

  /**
   * Holds a reading, or unites it with what is held of the same time. Answers what has to go on now
   * for lack of room; null for nothing.
   */
  @Nullable GpuObservation add(GpuObservation next) {
    NavigableMap<Long, Held> held =
        byGpu.computeIfAbsent(next.labels().gpuUuid(), gpu -> new TreeMap<>());
    Held same = held.get(next.timeMillis());
    if (same != null) {
      same.observation = same.observation.unite(next);
      return null;
    }
    held.put(next.timeMillis(), new Held(next));
    size++;
    if (held.size() <= MAX_PER_GPU && size <= MAX_HELD) {
      return null;
    }
    size--;
    GpuObservation first = held.pollFirstEntry().getValue().observation;
    if (held.isEmpty()) {
      byGpu.remove(next.labels().gpuUuid());
    }
    return first;
  }

  /**
   * Takes out what was held long enough at {@code now}, counted from the first call after it came,
   * and what is older than that of the same GPU, in time order for each GPU. What is of a later
   * time than {@code now} stays.
   */
  List<GpuObservation> due(long now) {
    List<GpuObservation> due = new ArrayList<>();
    Iterator<NavigableMap<Long, Held>> all = byGpu.values().iterator();
    while (all.hasNext()) {
      NavigableMap<Long, Held> held = all.next();
      long until = Long.MIN_VALUE;
      for (Map.Entry<Long, Held> each : held.headMap(now, true).entrySet()) {
        Held one = each.getValue();
        one.since = one.since == UNTIMED ? now : one.since;
        if (now - one.since >= HOLD.toMillis()) {
          until = each.getKey();
        }
      }
      take(held, until, due);
      if (held.isEmpty()) {
        all.remove();
      }
    }
    return due;
  }

  /** Takes out all of {@code until} and before. */
  List<GpuObservation> until(long until) {
    List<GpuObservation> old = new ArrayList<>();
    byGpu.values().forEach(held -> take(held, until, old));
    byGpu.values().removeIf(Map::isEmpty);
    return old;
  }

  private void take(NavigableMap<Long, Held> held, long until, List<GpuObservation> taken) {
    while (!held.isEmpty() && held.firstKey() <= until) {
      taken.add(held.pollFirstEntry().getValue().observation);
      size--;
    }
  }

  /** Whether any is older than {@code millis}. */
  boolean anyBefore(long millis) {
    return byGpu.values().stream().anyMatch(held -> held.firstKey() < millis);
  }

  int size() {
    return size;
  }
}
