package io.burnrate.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Faults}, indexed by GPU and node, in offsets from the fleet's start. Immutable. */
final class FaultTimes {
  /**
   * A stretch in which nothing can be heard of a GPU.
   *
   * @param reason {@code targetDown} or {@code gpuSilent}
   */
  record Gap(long fromOffset, long toOffset, String reason) {
    boolean holds(long offset) {
      return offset >= fromOffset && offset < toOffset;
    }
  }

  private final Map<Integer, List<Faults.Xid>> xids = new HashMap<>();
  private final Map<Integer, List<Faults.Down>> downs = new HashMap<>();
  private final Map<Integer, List<Faults.Reload>> reloads = new HashMap<>();
  private final Map<Integer, List<Faults.Silence>> silences = new HashMap<>();

  FaultTimes(Faults faults) {
    faults.xids().stream()
        .sorted(Comparator.comparing(Faults.Xid::at))
        .forEach(each -> list(xids, each.gpu()).add(each));
    faults.reloads().stream()
        .sorted(Comparator.comparing(Faults.Reload::at))
        .forEach(each -> list(reloads, each.node()).add(each));
    faults.downs().forEach(each -> list(downs, each.node()).add(each));
    faults.silences().forEach(each -> list(silences, each.gpu()).add(each));
  }

  private static <T> List<T> list(Map<Integer, List<T>> lists, int key) {
    return lists.computeIfAbsent(key, unused -> new ArrayList<>());
  }

  /** The code that {@code device} shows; 0 for none. */
  int xid(Device device, long offset) {
    int code = 0;
    for (Faults.Xid each : xids.getOrDefault(device.index(), List.of())) {
      if (offset >= each.at().toMillis()) {
        code = each.code();
      }
    }
    return code;
  }

  /** What the exporter of {@code node} does instead of answering; null when it answers. */
  Faults.@Nullable DownKind down(int node, long offset) {
    for (Faults.Down each : downs.getOrDefault(node, List.of())) {
      if (offset >= each.from().toMillis() && offset < each.to().toMillis()) {
        return each.kind();
      }
    }
    return null;
  }

  boolean silent(Device device, long offset) {
    for (Faults.Silence each : silences.getOrDefault(device.index(), List.of())) {
      if (offset >= each.from().toMillis() && offset < each.to().toMillis()) {
        return true;
      }
    }
    return false;
  }

  /** What the energy counter of {@code device} shows. */
  long energyCounterMillijoules(Device device, long offset) {
    long reset = -1;
    for (Faults.Reload each : reloads.getOrDefault(device.node().index(), List.of())) {
      if (offset >= each.at().toMillis()) {
        reset = each.at().toMillis();
      }
    }
    return reset < 0
        ? device.energyBaseMillijoules() + device.microjoules(offset) / 1000
        : (device.microjoules(offset) - device.microjoules(reset)) / 1000;
  }

  /** When nothing can be heard of {@code device}: in order, without overlap. */
  List<Gap> gaps(Device device) {
    List<Gap> all = new ArrayList<>();
    for (Faults.Down each : downs.getOrDefault(device.node().index(), List.of())) {
      all.add(new Gap(each.from().toMillis(), each.to().toMillis(), "targetDown"));
    }
    for (Faults.Silence each : silences.getOrDefault(device.index(), List.of())) {
      all.add(new Gap(each.from().toMillis(), each.to().toMillis(), "gpuSilent"));
    }
    all.sort(Comparator.comparingLong(Gap::fromOffset));
    List<Gap> apart = new ArrayList<>();
    long heardFrom = 0;
    for (Gap gap : all) {
      long from = Math.max(heardFrom, gap.fromOffset());
      if (gap.toOffset() > from) {
        apart.add(new Gap(from, gap.toOffset(), gap.reason()));
        heardFrom = gap.toOffset();
      }
    }
    return apart;
  }
}
