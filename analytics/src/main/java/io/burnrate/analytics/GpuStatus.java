package io.burnrate.analytics;

import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.UtilizationBasis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one physical GPU now. Of a GPU with MIG instances the figures are those of all
 * instances together, weighted with their slices.
 *
 * @param owners empty when nobody has it
 * @param freeRatio part of the GPU that nobody has: 1 unallocated, 0 taken, between for MIG and
 *     requested parts
 * @param utilizationRatio newest effective utilization; NaN when unknown
 * @param memoryUsedRatio NaN when unknown
 * @param idleSince since when it is under the idle threshold without a break; null when it is not
 * @param xidError code of the newest XID error that came up while watched; 0 for none
 * @param xidSince when that was; null for none
 * @param usdPerGpuHour its price; 0 when no price row matches
 * @param trustRatio part of its time in the last 15 minutes that can be trusted, as in the ledger
 */
public record GpuStatus(
    String cluster,
    String pool,
    String node,
    String gpuUuid,
    String gpuModel,
    List<OwnerShare> owners,
    double freeRatio,
    double utilizationRatio,
    UtilizationBasis basis,
    double powerWatts,
    double memoryUsedRatio,
    @Nullable Instant idleSince,
    int xidError,
    @Nullable Instant xidSince,
    double usdPerGpuHour,
    double trustRatio,
    Instant firstHeard,
    Instant lastHeard,
    Instant staleAt) {
  public GpuStatus {
    owners = List.copyOf(owners);
  }

  public boolean allocated() {
    return !owners.isEmpty();
  }

  /** Whether it is allocated and has been idle for {@code idleAfter}, so that its time is waste. */
  public boolean wasted(Duration idleAfter, Instant now) {
    return allocated() && idleSince != null && !idleSince.plus(idleAfter).isAfter(now);
  }

  /** The part of the GPU that costs and does nothing now: free, or allocated and wasted. */
  public double wastedRatio(Duration idleAfter, Instant now) {
    return wasted(idleAfter, now) ? 1 : freeRatio;
  }

  /** Whether nothing has been heard for too long, so that the figures are not to be trusted. */
  public boolean stale(Instant now) {
    // A reading from the future, by more than it holds, is one of a clock that was set back.
    Duration holds = Duration.between(lastHeard, staleAt);
    return !now.isBefore(staleAt) || now.isBefore(lastHeard.minus(holds));
  }
}
