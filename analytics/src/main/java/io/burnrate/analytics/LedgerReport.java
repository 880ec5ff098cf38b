package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.List;

/**
 * Where the GPU time, the money and the energy of closed minutes went, by one dimension.
 *
 * @param range the whole minutes that are answered for
 * @param closedUntil minutes before this instant are closed; later ones are not in here
 * @param residualGpuMillis time of the GPUs less the sum of all entries: 0, or the ledger is wrong
 */
public record LedgerReport(
    Dimension by,
    TimeRange range,
    Instant closedUntil,
    List<Item> items,
    Item totals,
    long residualGpuMillis) {
  public LedgerReport {
    items = List.copyOf(items);
  }

  /** One line. Whole numbers, so that the items add up to the totals exactly. */
  public record Item(String key, long gpuMillis, long costNanoUsd, long energyMillijoules) {}
}
