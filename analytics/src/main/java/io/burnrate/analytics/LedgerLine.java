package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.util.List;

/**
 * An entry, or a sum of entries, of one GPU: from the ledger's table or from a minute that is still
 * open. Units as in {@link io.burnrate.store.Tables#LEDGER}.
 */
record LedgerLine(
    GpuLabels labels,
    LedgerClass ledgerClass,
    String namespace,
    String workload,
    String utilizationBasis,
    long gpuMillis,
    long energyMillijoules,
    long usedMicros,
    long utilizationKnownMillis,
    long measuredMillis,
    double memoryUsedByteSeconds,
    double memoryTotalByteSeconds,
    Trust trust) {

  static LedgerLine of(GpuMinute minute, EntryKey key, Entry entry) {
    return new LedgerLine(
        minute.labels,
        key.ledgerClass(),
        key.namespace(),
        key.workload(),
        entry.utilizationBasis,
        entry.nanos / 1_000_000,
        entry.energyMicrojoules / 1_000,
        Math.round(entry.usedNanos / 1_000),
        entry.utilizationKnownNanos / 1_000_000,
        entry.measuredNanos / 1_000_000,
        entry.memoryUsedByteSeconds,
        entry.memoryTotalByteSeconds,
        minute.trust(entry));
  }

  /** The key of the item of {@code by} that it belongs to. */
  String key(Dimension by) {
    List<String> names =
        switch (by) {
          case CLUSTER -> List.of(labels.cluster());
          case POOL -> List.of(labels.pool());
          case NODE -> List.of(labels.node());
          case GPU -> List.of(labels.gpuUuid());
          case GPU_MODEL -> List.of(labels.gpuModel());
          case CLASS -> List.of(ledgerClass.key());
          case NAMESPACE -> List.of(namespace);
          case WORKLOAD -> List.of(namespace, workload);
        };
    return by.key(ledgerClass, names);
  }
}
