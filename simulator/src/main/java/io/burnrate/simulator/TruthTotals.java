package io.burnrate.simulator;

import io.burnrate.domain.LedgerClass;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over a fleet and a range.
 *
 * @param byClass every class, also those without time
 * @param all the sum of the classes
 * @param utilizationRatio mean effective utilization of all GPUs over the time in which they could
 *     be heard; NaN without any
 */
public record TruthTotals(
    int gpus, Map<LedgerClass, Sum> byClass, Sum all, double utilizationRatio) {
  public TruthTotals {
    byClass = Map.copyOf(byClass);
  }

  /** The sum of one class. */
  public Sum sum(LedgerClass ledgerClass) {
    return byClass.getOrDefault(ledgerClass, Sum.ZERO);
  }

  /** Time, energy and money. */
  public record Sum(double gpuSeconds, double energyJoules, double costUsd) {
    static final Sum ZERO = new Sum(0, 0, 0);

    Sum plus(TruthLedger.Entry entry) {
      return new Sum(
          gpuSeconds + entry.gpuSeconds(),
          energyJoules + entry.energyJoules(),
          costUsd + entry.costUsd());
    }
  }

  static TruthTotals of(List<TruthLedger.Entry> entries, List<TruthLedger.GpuTruth> gpus) {
    Map<LedgerClass, Sum> byClass = new EnumMap<>(LedgerClass.class);
    for (LedgerClass each : LedgerClass.values()) {
      byClass.put(each, Sum.ZERO);
    }
    Sum all = Sum.ZERO;
    for (TruthLedger.Entry entry : entries) {
      byClass.merge(entry.ledgerClass(), Sum.ZERO.plus(entry), TruthTotals::both);
      all = all.plus(entry);
    }
    double used = 0;
    double heard = 0;
    for (TruthLedger.GpuTruth gpu : gpus) {
      used += gpu.usedMicros();
      heard += gpu.heardMillis();
    }
    double utilization = heard == 0 ? Double.NaN : used / (heard * 1e6);
    return new TruthTotals(gpus.size(), byClass, all, utilization);
  }

  private static Sum both(Sum one, Sum other) {
    return new Sum(
        one.gpuSeconds() + other.gpuSeconds(),
        one.energyJoules() + other.energyJoules(),
        one.costUsd() + other.costUsd());
  }
}
