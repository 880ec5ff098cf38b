package io.burnrate.analytics;

import io.burnrate.domain.EnergyBasis;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.UtilizationBasis;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a stretch of one GPU's time, inside one minute and under one observation, into the minute's
 * entries. COST_MODEL.md, formulas 1 to 4.
 */
final class Segment {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final GpuObservation observation;
  private final long[] idleSince;
  private final long idleAfterMillis;
  private final EnergyBasis energyBasis;
  private final boolean energyEstimated;

  /**
   * A stretch under {@code observation}.
   *
   * @param idleSince for each part, since when it is idle; {@link Long#MAX_VALUE} when it is not
   * @param energyEstimated whether its energy is not from a counter that went on
   */
  Segment(
      GpuObservation observation,
      long[] idleSince,
      long idleAfterMillis,
      EnergyBasis energyBasis,
      boolean energyEstimated) {
    this.observation = observation;
    this.idleSince = idleSince;
    this.idleAfterMillis = idleAfterMillis;
    this.energyBasis = energyBasis;
    this.energyEstimated = energyEstimated;
  }

  /** Time in which nothing was heard. */
  static void unknown(GpuMinute minute, long millis, long microjoules, EnergyBasis basis) {
    Entry entry = minute.entry(EntryKey.UNKNOWN);
    entry.nanos += millis * NANOS_PER_MILLI;
    entry.energyMicrojoules += microjoules;
    entry.note(basis);
  }

  /** Time that the observation covers. */
  void measured(GpuMinute minute, long from, long to, long microjoules) {
    double[] weights = observation.partWeights();
    double seconds = (to - from) / 1_000.0;
    long[] nanosOf = Shares.split((to - from) * NANOS_PER_MILLI, weights);
    long[] energyOf = Shares.split(microjoules, weights);
    List<GpuPart> parts = observation.parts();
    for (int i = 0; i < parts.size(); i++) {
      Amount amount = new Amount(nanosOf[i], energyOf[i], seconds);
      GpuPart part = parts.get(i);
      if (part.allocated()) {
        owned(minute, part, busyMillis(i, from, to) / (double) (to - from), amount);
      } else {
        add(minute, EntryKey.UNALLOCATED, part, amount);
      }
    }
    uncovered(minute, nanosOf[parts.size()], energyOf[parts.size()]);
  }

  /** How long after {@code from} the part's time is not yet waste. */
  private long busyMillis(int part, long from, long to) {
    long since = idleSince[part];
    long wasteFrom = since == Long.MAX_VALUE ? to : since + idleAfterMillis;
    return Math.max(from, Math.min(to, wasteFrom)) - from;
  }

  /** What no MIG instance has or no sharer asked for: nobody's, and unused where use is known. */
  private void uncovered(GpuMinute minute, long nanos, long microjoules) {
    if (nanos == 0 && microjoules == 0) {
      return;
    }
    Entry entry = minute.entry(EntryKey.UNALLOCATED);
    entry.nanos += nanos;
    entry.measuredNanos += nanos;
    entry.utilizationKnownNanos += observation.utilizationKnown() ? nanos : 0;
    entry.energyMicrojoules += microjoules;
    entry.noteEstimated(nanos, energyEstimated, false, false, false);
    entry.note(energyBasis);
  }

  private void owned(GpuMinute minute, GpuPart part, double busyRatio, Amount amount) {
    List<Amount> pieces = amount.split(new double[] {busyRatio, 1 - busyRatio});
    owners(minute, LedgerClass.OWNED, part, pieces.get(0));
    owners(minute, LedgerClass.ALLOCATED_IDLE, part, pieces.get(1));
  }

  private void owners(GpuMinute minute, LedgerClass ledgerClass, GpuPart part, Amount amount) {
    if (amount.nanos() == 0 && amount.microjoules() == 0) {
      return;
    }
    List<Amount> pieces = amount.split(part.ownerWeights());
    for (int i = 0; i < pieces.size(); i++) {
      EntryKey key = new EntryKey(ledgerClass, part.owners().get(i).owner());
      add(minute, key, part, pieces.get(i));
    }
  }

  private void add(GpuMinute minute, EntryKey key, GpuPart part, Amount amount) {
    Entry entry = minute.entry(key);
    entry.nanos += amount.nanos();
    entry.measuredNanos += amount.nanos();
    entry.energyMicrojoules += amount.microjoules();
    if (!Double.isNaN(part.utilizationRatio())) {
      entry.utilizationKnownNanos += amount.nanos();
      entry.usedNanos += amount.nanos() * part.ownersUtilizationRatio();
    }
    if (!Double.isNaN(part.memoryTotalBytes())) {
      entry.memoryUsedByteSeconds += part.memoryUsedBytes() * amount.seconds();
      entry.memoryTotalByteSeconds += part.memoryTotalBytes() * amount.seconds();
    }
    UtilizationBasis basis = part.basis();
    ShareBasis share = part.shareBasis();
    // Of one owner the request says what it holds; of several it stands for what was not measured.
    entry.noteEstimated(
        amount.nanos(),
        energyEstimated,
        basis == UtilizationBasis.GPU_UTIL || basis == UtilizationBasis.NONE,
        share == ShareBasis.EQUAL_SPLIT,
        share == ShareBasis.REQUESTED_FRACTION && part.owners().size() > 1);
    entry.note(share, basis);
    entry.note(energyBasis);
  }

  /** A piece of GPU time, its energy, and the seconds that memory counts for. */
  private record Amount(long nanos, long microjoules, double seconds) {
    List<Amount> split(double[] weights) {
      long[] nanosOf = Shares.split(nanos, weights);
      long[] energyOf = Shares.split(microjoules, weights);
      List<Amount> pieces = new ArrayList<>(weights.length);
      for (int i = 0; i < weights.length; i++) {
        double part = nanos == 0 ? 0 : seconds * nanosOf[i] / nanos;
        pieces.add(new Amount(nanosOf[i], energyOf[i], part));
      }
      return pieces;
    }
  }
}
