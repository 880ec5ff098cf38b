package io.burnrate.simulator;

import java.util.List;

/**
 * One physical GPU and everything it will ever do. Offsets are milliseconds since the fleet's
 * start.
 *
 * @param index in the fleet, from 0
 * @param slot in its node, from 0
 * @param phaseMillis where in its cycle the GPU is at offset 0
 * @param energyBaseMillijoules what its counter showed at offset 0
 */
record Device(
    int index,
    NodeId node,
    int slot,
    String uuid,
    GpuModel model,
    List<Partition> partitions,
    Cycle cycle,
    long phaseMillis,
    long energyBaseMillijoules) {

  /** Receives stretches in which nothing changes, in order and without gaps. */
  interface Visitor {
    void stretch(long fromOffset, long toOffset, Segment segment);
  }

  Segment at(long offset) {
    return cycle.at(offset + phaseMillis);
  }

  /** When the segment at {@code offset} began, not before offset 0. */
  long segmentStart(long offset) {
    return Math.max(0, cycle.segmentStart(offset + phaseMillis) - phaseMillis);
  }

  /** Energy used since offset 0. */
  long microjoules(long offset) {
    return cycle.microjoulesBefore(offset + phaseMillis) - cycle.microjoulesBefore(phaseMillis);
  }

  /** Visits every stretch of [{@code from}, {@code to}). */
  void forEach(long from, long to, Visitor visitor) {
    long at = from;
    while (at < to) {
      long end = Math.min(to, cycle.segmentEnd(at + phaseMillis) - phaseMillis);
      visitor.stretch(at, end, at(at));
      at = end;
    }
  }

  /** Compute slices that no instance uses; 0 without MIG. */
  int leftoverSlices() {
    int used = 0;
    for (Partition partition : partitions) {
      used += partition.slices();
    }
    return Partition.SLICES_PER_GPU - used;
  }
}
