package io.burnrate.analytics;

import io.burnrate.domain.EnergyBasis;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.UtilizationBasis;

/**
 * What an owner or a waste class gathers of one GPU in one minute. Finer units than the ledger's,
 * so that many small pieces round once, when the minute closes. Not thread-safe.
 */
final class Entry {
  long nanos;
  long energyMicrojoules;
  double usedNanos;
  long utilizationKnownNanos;
  long measuredNanos;
  double memoryUsedByteSeconds;
  double memoryTotalByteSeconds;

  /** Of the measured time, what is estimated in any way. */
  long estimatedNanos;

  long estimatedEnergyNanos;
  long estimatedUtilizationNanos;
  long estimatedShareNanos;
  long requestedShareNanos;
  String shareBasis = "";
  String utilizationBasis = "";
  String energyBasis = "";

  void note(ShareBasis share, UtilizationBasis utilization) {
    shareBasis = mixed(shareBasis, share.key());
    if (utilization != UtilizationBasis.NONE) {
      utilizationBasis = mixed(utilizationBasis, utilization.key());
    }
  }

  /** Notes in which ways {@code nanos} of measured time are estimated. */
  void noteEstimated(
      long nanos, boolean energy, boolean utilization, boolean equalShare, boolean requestedShare) {
    boolean share = equalShare || requestedShare;
    estimatedNanos += energy || utilization || share ? nanos : 0;
    estimatedEnergyNanos += energy ? nanos : 0;
    estimatedUtilizationNanos += utilization ? nanos : 0;
    estimatedShareNanos += equalShare ? nanos : 0;
    requestedShareNanos += requestedShare ? nanos : 0;
  }

  void note(EnergyBasis energy) {
    energyBasis = mixed(energyBasis, energy.key());
  }

  /** The one basis that was used, {@code mixed} when several were. */
  static String mixed(String sofar, String next) {
    return sofar.isEmpty() || sofar.equals(next) ? next : "mixed";
  }
}
