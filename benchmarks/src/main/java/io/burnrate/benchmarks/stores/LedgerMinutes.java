package io.burnrate.benchmarks.stores;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.SplittableRandom;

/** The ledger's rows of the same fleet: an owned and an idle part of each GPU's minute. */
final class LedgerMinutes {
  static final long MINUTE_MILLIS = 60_000;

  /** Of one minute. */
  static final int ROWS = 2 * Fleet.GPUS;

  private static final Table TABLE = Tables.LEDGER;
  private static final long NANO_USD_A_MINUTE = 41_666_667;
  private static final long MEMORY_BYTES = 80_000_000_000L;

  private final SplittableRandom random;
  private long startMillis;

  LedgerMinutes(long seed, long startMillis) {
    this.random = new SplittableRandom(seed);
    this.startMillis = startMillis;
  }

  /** The next minute. */
  RowBatch next() {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "benchmark", ROWS);
    for (int gpu = 0; gpu < Fleet.GPUS; gpu++) {
      long owned = random.nextLong(MINUTE_MILLIS + 1);
      row(rows, gpu, "owned", owned, MINUTE_MILLIS);
      row(rows, gpu, "allocatedIdle", MINUTE_MILLIS - owned, 0);
    }
    startMillis += MINUTE_MILLIS;
    return rows.build();
  }

  private void row(RowBatch.Builder rows, int gpu, String part, long millis, long minute) {
    int node = gpu / Fleet.GPUS_PER_NODE;
    int row = rows.addRow();
    rows.set(row, TABLE.time(), startMillis).set(row, "revision", 0L);
    rows.set(row, "gpu_uuid", Fleet.uuid(gpu)).set(row, "cluster", "benchmark");
    rows.set(row, "pool", Fleet.pool(node)).set(row, "node", Fleet.node(node));
    rows.set(row, "gpu_model", Fleet.model(node)).set(row, "ledger_class", part);
    rows.set(row, "namespace", Fleet.namespace(gpu)).set(row, "workload", Fleet.workload(gpu));
    rows.set(row, "owner", Fleet.namespace(gpu) + "/" + Fleet.workload(gpu) + "-0");
    rows.set(row, "pod", Fleet.workload(gpu) + "-0").set(row, "share_basis", "pod");
    rows.set(row, "utilization_basis", "smActive").set(row, "energy_basis", "counter");
    rows.set(row, "gpu_minute_millis", minute).set(row, "gpu_millis", millis);
    rows.set(row, "cost_nano_usd", NANO_USD_A_MINUTE * millis / MINUTE_MILLIS);
    rows.set(row, "energy_millijoules", millis * (70 + random.nextInt(630)));
    rows.set(row, "used_micros", millis * random.nextInt(1_000));
    rows.set(row, "utilization_known_millis", millis).set(row, "measured_millis", millis);
    rows.set(row, "memory_used_byte_seconds", millis * random.nextLong(MEMORY_BYTES) / 1_000);
    rows.set(row, "memory_total_byte_seconds", millis * (MEMORY_BYTES / 1_000));
    long estimated = millis * random.nextInt(100) / 1_000;
    rows.set(row, "trust_millis", millis - estimated / 2);
    rows.set(row, "estimated_energy_millis", estimated);
    rows.set(row, "estimated_utilization_millis", 0).set(row, "estimated_share_millis", 0);
    rows.set(row, "requested_share_millis", 0).set(row, "counter_resets", 0);
    rows.set(row, "sentinel_readings", random.nextInt(2)).set(row, "duplicate_readings", 0);
  }
}
