package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Running sums over the minutes closed since start. Not thread-safe: the ledger guards it. */
final class LedgerSums {
  /** Further combinations of names share one line, so that the sums stay whole. */
  static final int MAX_LINES = 20_000;

  private record Key(String cluster, String pool, String namespace, LedgerClass ledgerClass) {}

  private final Map<Key, long[]> sums = new LinkedHashMap<>();
  private long residualMillis;
  private long folded;

  void add(List<LedgerRows.Line> lines, long residual) {
    residualMillis += residual;
    for (LedgerRows.Line line : lines) {
      GpuLabels labels = line.labels();
      LedgerClass ledgerClass = line.key().ledgerClass();
      Key key = new Key(labels.cluster(), labels.pool(), line.key().namespace(), ledgerClass);
      if (sums.size() >= MAX_LINES && !sums.containsKey(key)) {
        key = new Key(Dimension.OTHER, Dimension.OTHER, Dimension.OTHER, ledgerClass);
        folded++;
      }
      long[] sum = sums.computeIfAbsent(key, k -> new long[3]);
      sum[0] += line.gpuMillis();
      sum[1] += line.costNanoUsd();
      sum[2] += line.energyMillijoules();
    }
  }

  /** Entries that were added to the line of the others. */
  long folded() {
    return folded;
  }

  LedgerTotals totals(Instant closedUntil, long late, long resets, long failed) {
    List<LedgerTotals.Line> lines = new ArrayList<>(sums.size());
    sums.forEach(
        (key, sum) ->
            lines.add(
                new LedgerTotals.Line(
                    key.cluster(),
                    key.pool(),
                    key.namespace(),
                    key.ledgerClass(),
                    sum[0],
                    sum[1],
                    sum[2])));
    return new LedgerTotals(lines, residualMillis, closedUntil, late, resets, failed);
  }
}
