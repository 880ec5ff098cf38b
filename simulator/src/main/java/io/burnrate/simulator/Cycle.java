package io.burnrate.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * Segments that repeat for ever. The energy up to any instant is closed-form: whole turns times the
 * energy of one, the sum before the segment, and the part of the segment. Immutable.
 */
final class Cycle {
  private final Segment[] segments;
  private final long[] starts;
  private final long[] microjoulesBefore;
  private final long lengthMillis;
  private final long microjoules;

  Cycle(List<Segment> segments) {
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a cycle has at least one segment");
    }
    this.segments = segments.toArray(new Segment[0]);
    starts = new long[this.segments.length];
    microjoulesBefore = new long[this.segments.length];
    long millis = 0;
    long energy = 0;
    for (int i = 0; i < this.segments.length; i++) {
      starts[i] = millis;
      microjoulesBefore[i] = energy;
      millis += this.segments[i].durationMillis();
      energy += this.segments[i].durationMillis() * this.segments[i].powerMilliwatts();
    }
    lengthMillis = millis;
    microjoules = energy;
  }

  long lengthMillis() {
    return lengthMillis;
  }

  /** The segment that holds at {@code position}, milliseconds from the start of the first turn. */
  Segment at(long position) {
    return segments[index(position % lengthMillis)];
  }

  /** When the segment at {@code position} began. */
  long segmentStart(long position) {
    long inTurn = position % lengthMillis;
    return position - inTurn + starts[index(inTurn)];
  }

  /** When the segment at {@code position} ends. */
  long segmentEnd(long position) {
    long inTurn = position % lengthMillis;
    int index = index(inTurn);
    return position - inTurn + starts[index] + segments[index].durationMillis();
  }

  /** Energy from position 0 up to {@code position}: milliwatts times milliseconds, so exact. */
  long microjoulesBefore(long position) {
    long inTurn = position % lengthMillis;
    int index = index(inTurn);
    return position / lengthMillis * microjoules
        + microjoulesBefore[index]
        + (inTurn - starts[index]) * segments[index].powerMilliwatts();
  }

  private int index(long inTurn) {
    int found = Arrays.binarySearch(starts, inTurn);
    return found >= 0 ? found : -found - 2;
  }
}
