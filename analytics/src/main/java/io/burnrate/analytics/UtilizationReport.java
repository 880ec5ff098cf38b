package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.List;

/**
 * How busy the fleet was, by one dimension.
 *
 * @param window whole minutes; the last one may still be open
 * @param newestSample the newest reading that counts in it; {@link Instant#EPOCH} when there is
 *     none
 */
public record UtilizationReport(
    Dimension by, TimeRange window, Instant newestSample, List<Item> items) {
  public UtilizationReport {
    items = List.copyOf(items);
  }

  /**
   * One line.
   *
   * @param gpus physical GPUs with time in the window; by owner, the GPUs that the owner held on
   *     average, so that a shared GPU counts in part
   * @param allocatedGpus of them, on average, allocated
   * @param utilizationRatio effective utilization over the time that a reading covers; NaN without
   * @param basis which readings it was taken from: {@code smActive}, {@code grEngineActive}, {@code
   *     gpuUtil}, {@code mixed} or {@code none}
   * @param powerWatts mean power of the group, all GPUs together, over the time that was measured;
   *     NaN where none was
   * @param memoryUsedRatio used part of the memory; NaN when unknown
   * @param trustRatio part of the group's GPU time that can be trusted. COST_MODEL.md, formula 11
   * @param doubts what was taken off, and what else was noticed
   */
  public record Item(
      String key,
      double gpus,
      double allocatedGpus,
      double utilizationRatio,
      String basis,
      double powerWatts,
      double memoryUsedRatio,
      double trustRatio,
      Doubts doubts) {}

  /**
   * Why figures are not to be trusted in full. Ratios are of the group's GPU time and may overlap;
   * counts are those of the group's whole GPUs, in the window.
   *
   * @param missingRatio time that no reading covers
   * @param estimatedEnergyRatio time whose energy is not from a counter that went on
   * @param estimatedUtilizationRatio time whose utilization is from GPU_UTIL only, or unknown
   * @param estimatedShareRatio time that was split equally between sharers that nothing measured
   * @param requestedShareRatio time that was split between sharers that nothing measured by what
   *     they asked for
   * @param counterResets energy counters that restarted
   * @param sentinelReadings readings that were "no value"
   * @param duplicateReadings readings that were there already, or came a second way
   */
  public record Doubts(
      double missingRatio,
      double estimatedEnergyRatio,
      double estimatedUtilizationRatio,
      double estimatedShareRatio,
      double requestedShareRatio,
      long counterResets,
      long sentinelReadings,
      long duplicateReadings) {}
}
