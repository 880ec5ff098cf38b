package io.burnrate.analytics;

import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes closed minutes as rows of {@link Tables#LEDGER}, rounding once, so that sums are exact.
 */
final class LedgerRows {
  private static final Table TABLE = Tables.LEDGER;
  private static final Column GPU_MINUTE_MILLIS = TABLE.column("gpu_minute_millis");
  private static final Column GPU_MILLIS = TABLE.column("gpu_millis");
  private static final Column COST = TABLE.column("cost_nano_usd");
  private static final Column ENERGY = TABLE.column("energy_millijoules");

  private final PriceBook prices;
  private final RowBatch.Builder rows;
  private final List<Line> lines = new ArrayList<>();
  private long residualMillis;
  private int minutes;

  LedgerRows(PriceBook prices, int capacity) {
    this.prices = prices;
    this.rows = RowBatch.builder(TABLE, "ledger", capacity);
  }

  /** One entry, rounded. */
  record Line(
      GpuLabels labels,
      long startMillis,
      EntryKey key,
      long gpuMillis,
      long costNanoUsd,
      long energyMillijoules) {}

  boolean roomFor(GpuMinute minute) {
    return rows.rows() + minute.entries().size() <= RowBatch.MAX_ROWS;
  }

  int minutes() {
    return minutes;
  }

  void add(GpuMinute minute) {
    minutes++;
    List<Map.Entry<EntryKey, Entry>> entries = List.copyOf(minute.entries().entrySet());
    double[] weights = new double[entries.size()];
    double[] energyWeights = new double[entries.size()];
    long nanos = 0;
    long microjoules = 0;
    for (int i = 0; i < weights.length; i++) {
      Entry entry = entries.get(i).getValue();
      weights[i] = entry.nanos;
      energyWeights[i] = entry.energyMicrojoules;
      nanos += entry.nanos;
      microjoules += entry.energyMicrojoules;
    }
    long[] millis = Shares.split(nanos / 1_000_000, weights);
    long[] energy = Shares.split(Math.round(microjoules / 1_000.0), energyWeights);
    long price = prices.nanoUsd(minute.labels.gpuModel(), minute.fromMillis(), minute.toMillis());
    long[] cost = Shares.split(price, weights);
    residualMillis += minute.gpuMillis() - nanos / 1_000_000;
    for (int i = 0; i < weights.length; i++) {
      EntryKey key = entries.get(i).getKey();
      int row = row(minute, key, entries.get(i).getValue());
      rows.set(row, GPU_MINUTE_MILLIS, i == 0 ? minute.gpuMillis() : 0);
      rows.set(row, GPU_MILLIS, millis[i]).set(row, COST, cost[i]).set(row, ENERGY, energy[i]);
      lines.add(new Line(minute.labels, minute.startMillis, key, millis[i], cost[i], energy[i]));
    }
  }

  private int row(GpuMinute minute, EntryKey key, Entry entry) {
    GpuLabels labels = minute.labels;
    int row = rows.addRow();
    rows.set(row, TABLE.time(), minute.startMillis).set(row, "revision", 0);
    rows.set(row, "gpu_uuid", labels.gpuUuid()).set(row, "cluster", labels.cluster());
    rows.set(row, "pool", labels.pool()).set(row, "node", labels.node());
    rows.set(row, "gpu_model", labels.gpuModel());
    rows.set(row, "ledger_class", key.ledgerClass().key()).set(row, "owner", key.ownerText());
    rows.set(row, "namespace", key.namespace()).set(row, "workload", key.workload());
    rows.set(row, "pod", key.pod());
    rows.set(row, "share_basis", entry.shareBasis);
    rows.set(row, "utilization_basis", entry.utilizationBasis);
    rows.set(row, "energy_basis", entry.energyBasis);
    rows.set(row, "used_micros", Math.round(entry.usedNanos / 1_000));
    rows.set(row, "utilization_known_millis", entry.utilizationKnownNanos / 1_000_000);
    rows.set(row, "measured_millis", entry.measuredNanos / 1_000_000);
    Trust trust = minute.trust(entry);
    rows.set(row, "trust_millis", trust.trustedMillis());
    rows.set(row, "estimated_energy_millis", trust.energyMillis());
    rows.set(row, "estimated_utilization_millis", trust.utilizationMillis());
    rows.set(row, "estimated_share_millis", trust.shareMillis());
    rows.set(row, "requested_share_millis", trust.requestMillis());
    rows.set(row, "counter_resets", trust.resets());
    rows.set(row, "sentinel_readings", trust.sentinels());
    rows.set(row, "duplicate_readings", trust.duplicates());
    rows.set(row, "memory_used_byte_seconds", Math.round(entry.memoryUsedByteSeconds));
    rows.set(row, "memory_total_byte_seconds", Math.round(entry.memoryTotalByteSeconds));
    return row;
  }

  RowBatch batch() {
    return rows.build();
  }

  List<Line> lines() {
    return lines;
  }

  /** Time of the GPUs less the sum of their entries. */
  long residualMillis() {
    return residualMillis;
  }
}
