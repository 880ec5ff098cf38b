package io.burnrate.collector.otlp;

import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.store.GpuMetric;
import java.util.HashMap;
import java.util.Map;

/**
 * What points of one export say together of the memory of a GPU: the hardware conventions tell a
 * limit, where our table has what is free, and one name means two things. By the conventions {@code
 * hw.gpu.memory.utilization} is the part of the memory that is used; OpenLIT's older releases,
 * which are told by other names of theirs, put the memory controller's activity there. One thread.
 */
final class GpuMemories {
  private static final String LIMIT = "hw.gpu.memory.limit";
  private static final String UTILIZATION = "hw.gpu.memory.utilization";

  private final Map<Key, Memory> memories = new HashMap<>();

  private record Key(String uuid, String migInstance, long timeMillis) {}

  private static final class Memory {
    final Map<String, String> labels;
    double limitBytes = Double.NaN;
    double usedBytes = Double.NaN;
    double utilizationRatio = Double.NaN;
    boolean freeKnown;
    boolean controllerKnown;
    boolean olderOpenLit;

    Memory(Map<String, String> labels) {
      this.labels = labels;
    }
  }

  boolean mayTake(String name) {
    return name.equals(LIMIT) || name.equals(UTILIZATION);
  }

  /** Takes a limit or a utilization. */
  void add(MetricHead head, Map<String, String> labels, long timeMillis, double value) {
    if (!labels.containsKey("UUID")) {
      return;
    }
    if (head.name().equals(LIMIT)) {
      at(labels, timeMillis).limitBytes = value * HardwareNames.bytes(head.unit());
    } else {
      double factor = HardwareNames.factor(GpuMetric.MEMORY_COPY_RATIO, head.unit());
      at(labels, timeMillis).utilizationRatio = value * factor;
    }
  }

  /** Learns from a reading that has a column of its own. */
  void see(
      GpuMetric metric,
      HardwareNames.Meant meant,
      Map<String, String> labels,
      long timeMillis,
      double value) {
    boolean older = meant.olderOpenLit();
    switch (metric) {
      case MEMORY_USED_BYTES -> at(labels, timeMillis).usedBytes = value;
      case MEMORY_FREE_BYTES -> at(labels, timeMillis).freeKnown = true;
      case MEMORY_COPY_RATIO -> at(labels, timeMillis).controllerKnown = true;
      default -> {
        if (older) {
          at(labels, timeMillis).olderOpenLit = true;
        }
      }
    }
  }

  /** Adds the readings that follow. */
  void into(TimedReadings readings) {
    memories.forEach((key, memory) -> into(readings, key.timeMillis(), memory));
    memories.clear();
  }

  private static void into(TimedReadings readings, long timeMillis, Memory memory) {
    double used = memory.usedBytes;
    if (memory.olderOpenLit && !memory.controllerKnown) {
      put(readings, GpuMetric.MEMORY_COPY_RATIO, memory, timeMillis, memory.utilizationRatio);
    } else if (!memory.olderOpenLit && Double.isNaN(used)) {
      used = memory.utilizationRatio * memory.limitBytes;
      put(readings, GpuMetric.MEMORY_USED_BYTES, memory, timeMillis, used);
    }
    if (!memory.freeKnown) {
      put(readings, GpuMetric.MEMORY_FREE_BYTES, memory, timeMillis, memory.limitBytes - used);
    }
  }

  private static void put(
      TimedReadings readings, GpuMetric metric, Memory memory, long timeMillis, double value) {
    if (!Double.isNaN(value)) {
      readings.add(TimedReadings.series(metric, memory.labels), timeMillis, value);
    }
  }

  /** The memory at that time; at the limit one that is forgotten. */
  private Memory at(Map<String, String> labels, long timeMillis) {
    Key key =
        new Key(labels.getOrDefault("UUID", ""), labels.getOrDefault("GPU_I_ID", ""), timeMillis);
    Memory known = memories.get(key);
    if (known == null) {
      known = new Memory(labels);
      if (memories.size() < TimedReadings.MAX_ROWS) {
        memories.put(key, known);
      }
    }
    return known;
  }
}
