package io.burnrate.api;

import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** KPIs of the GPUs as they are now, and of the closed ledger minutes. */
final class FleetKpis {
  private FleetKpis() {}

  /** Adds what is known of {@code gpus}; those not heard lately are left out. */
  static void addGpus(KpiPage page, Analytics analytics, Instant now) {
    Instant newest = Instant.EPOCH;
    Map<List<String>, Group> groups = new HashMap<>();
    for (GpuStatus gpu : analytics.gpus()) {
      newest = gpu.lastHeard().isAfter(newest) ? gpu.lastHeard() : newest;
      if (!gpu.stale(now)) {
        List<String> labels =
            page.fold(Kpi.Labels.FLEET, gpu.cluster(), gpu.pool(), gpu.node(), gpu.gpuModel());
        groups.computeIfAbsent(labels, k -> new Group()).add(gpu, analytics.idleAfter(), now);
      }
    }
    groups.forEach((labels, group) -> group.addTo(page, labels));
    if (newest.isAfter(Instant.EPOCH)) {
      page.add(Kpi.DATA_AGE, Math.max(0, seconds(Duration.between(newest, now))));
    }
  }

  /** Adds the sums over closed minutes. */
  static void addLedger(KpiPage page, LedgerTotals totals) {
    for (LedgerTotals.Line line : totals.lines()) {
      List<String> labels =
          page.fold(
              Kpi.Labels.LEDGER,
              line.cluster(),
              line.pool(),
              line.namespace(),
              line.ledgerClass().key());
      page.add(Kpi.LEDGER_GPU_SECONDS, line.gpuMillis() / 1e3, labels);
      page.add(Kpi.LEDGER_COST, line.costNanoUsd() / 1e9, labels);
      page.add(Kpi.LEDGER_ENERGY, line.energyMillijoules() / 1e3, labels);
    }
    page.add(Kpi.LEDGER_RESIDUAL, totals.residualGpuMillis() / 1e3);
    page.add(Kpi.LEDGER_LATE, (double) totals.lateSamples());
    page.add(Kpi.LEDGER_RESETS, (double) totals.counterResets());
    page.add(Kpi.LEDGER_FAILED, (double) totals.failedAppends());
    if (totals.closedUntil().isAfter(Instant.EPOCH)) {
      page.add(Kpi.LEDGER_CLOSED, (double) totals.closedUntil().getEpochSecond());
    }
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** Running sums over the GPUs with the same labels. */
  private static final class Group {
    private int gpus;
    private double allocated;
    private double idle;
    private double costUsdPerHour;
    private double idleCostUsdPerHour;
    private final Mean power = new Mean();
    private final Mean utilization = new Mean();
    private final Mean memoryUsed = new Mean();
    private final Mean trust = new Mean();

    void add(GpuStatus gpu, Duration idleAfter, Instant now) {
      double allocatedPart = gpu.allocated() ? 1 - gpu.freeRatio() : 0;
      gpus++;
      allocated += allocatedPart;
      idle += gpu.wasted(idleAfter, now) ? allocatedPart : 0;
      costUsdPerHour += gpu.usdPerGpuHour();
      idleCostUsdPerHour += gpu.usdPerGpuHour() * gpu.wastedRatio(idleAfter, now);
      power.add(gpu.powerWatts());
      utilization.add(gpu.utilizationRatio());
      memoryUsed.add(gpu.memoryUsedRatio());
      trust.add(gpu.trustRatio());
    }

    void addTo(KpiPage page, List<String> labels) {
      page.add(Kpi.GPUS, gpus, labels);
      page.add(Kpi.GPUS_ALLOCATED, allocated, labels);
      page.add(Kpi.GPUS_IDLE, idle, labels);
      page.add(Kpi.UTILIZATION, utilization.value(), labels);
      page.add(Kpi.POWER, power.count == 0 ? Double.NaN : power.sum, labels);
      page.add(Kpi.MEMORY_USED, memoryUsed.value(), labels);
      page.add(Kpi.COST, costUsdPerHour, labels);
      page.add(Kpi.IDLE_COST, idleCostUsdPerHour, labels);
      page.add(Kpi.TRUST, trust.value(), labels);
    }
  }

  /** Mean over the values that are known. */
  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }

    /** NaN of nothing. */
    double value() {
      return sum / count;
    }
  }
}
