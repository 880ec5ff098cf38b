package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.time.Instant;
import java.util.List;

/**
 * Sums over the ledger entries made since the process started, and the ledger's own health.
 *
 * @param residualGpuMillis time of the GPUs less the sum of entries over all those minutes: 0, or
 *     the ledger is wrong
 * @param closedUntil minutes before this instant are closed; {@link Instant#EPOCH} before the first
 * @param lateSamples readings that came after their minute was closed, or out of order, and were
 *     not counted
 * @param counterResets energy counters seen to restart
 * @param failedAppends ledger minutes that the store refused and that are tried again
 */
public record LedgerTotals(
    List<Line> lines,
    long residualGpuMillis,
    Instant closedUntil,
    long lateSamples,
    long counterResets,
    long failedAppends) {
  public LedgerTotals {
    lines = List.copyOf(lines);
  }

  /** One sum. The namespace is empty for time that nobody owned. */
  public record Line(
      String cluster,
      String pool,
      String namespace,
      LedgerClass ledgerClass,
      long gpuMillis,
      long costNanoUsd,
      long energyMillijoules) {}
}
