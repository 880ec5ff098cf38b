package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Adds ledger lines up to utilization items. COST_MODEL.md, formula 7. Not thread-safe. */
final class UtilizationFold {
  private final Dimension by;
  private final Map<String, Map<String, Sum>> byKeyAndGpu = new TreeMap<>();
  private final Map<String, Sum> byGpu = new HashMap<>();

  UtilizationFold(Dimension by) {
    this.by = by;
  }

  void add(LedgerLine line) {
    String gpu = line.labels().gpuUuid();
    byKeyAndGpu
        .computeIfAbsent(line.key(by), k -> new HashMap<>())
        .computeIfAbsent(gpu, k -> new Sum())
        .add(line);
    byGpu.computeIfAbsent(gpu, k -> new Sum()).add(line);
  }

  List<UtilizationReport.Item> items() {
    List<UtilizationReport.Item> items = new ArrayList<>(byKeyAndGpu.size());
    byKeyAndGpu.forEach((key, gpus) -> items.add(item(key, gpus)));
    return items;
  }

  private UtilizationReport.Item item(String key, Map<String, Sum> gpus) {
    Sum all = new Sum();
    double held = 0;
    double allocated = 0;
    double powerWatts = Double.NaN;
    Trust wholeTrust = Trust.NONE;
    for (Map.Entry<String, Sum> each : gpus.entrySet()) {
      Sum sum = each.getValue();
      Sum whole = Objects.requireNonNull(byGpu.get(each.getKey()));
      all.add(sum);
      wholeTrust = wholeTrust.plus(whole.trust);
      held += ratio(sum.gpuMillis, whole.gpuMillis);
      allocated += ratio(sum.allocatedMillis, whole.measuredMillis);
      // No board draws nothing: without any energy it was not measured.
      if (whole.knownMillijoules > 0 && whole.measuredMillis > 0) {
        // Millijoules over milliseconds are watts.
        double watts = sum.knownMillijoules / (double) whole.measuredMillis;
        powerWatts = Double.isNaN(powerWatts) ? watts : powerWatts + watts;
      }
    }
    return new UtilizationReport.Item(
        key,
        by.byOwner() || by == Dimension.CLASS ? held : gpus.size(),
        allocated,
        all.utilizationKnownMillis == 0
            ? Double.NaN
            : Math.min(1, all.usedMicros / 1_000.0 / all.utilizationKnownMillis),
        all.basis.isEmpty() ? "none" : all.basis,
        powerWatts,
        all.memoryTotal > 0 ? all.memoryUsed / all.memoryTotal : Double.NaN,
        Math.min(1, ratio(all.trust.trustedMillis(), all.gpuMillis)),
        new UtilizationReport.Doubts(
            Math.max(0, ratio(all.gpuMillis - all.measuredMillis, all.gpuMillis)),
            ratio(all.trust.energyMillis(), all.gpuMillis),
            ratio(all.trust.utilizationMillis(), all.gpuMillis),
            ratio(all.trust.shareMillis(), all.gpuMillis),
            ratio(all.trust.requestMillis(), all.gpuMillis),
            wholeTrust.resets(),
            wholeTrust.sentinels(),
            wholeTrust.duplicates()));
  }

  private static double ratio(long part, long whole) {
    return whole > 0 ? part / (double) whole : 0;
  }

  private static final class Sum {
    private long gpuMillis;
    private long allocatedMillis;
    private long measuredMillis;
    private long knownMillijoules;
    private long usedMicros;
    private long utilizationKnownMillis;
    private double memoryUsed;
    private double memoryTotal;
    private Trust trust = Trust.NONE;
    private String basis = "";

    void add(LedgerLine line) {
      gpuMillis += line.gpuMillis();
      measuredMillis += line.measuredMillis();
      usedMicros += line.usedMicros();
      utilizationKnownMillis += line.utilizationKnownMillis();
      memoryUsed += line.memoryUsedByteSeconds();
      memoryTotal += line.memoryTotalByteSeconds();
      trust = trust.plus(line.trust());
      if (line.ledgerClass() != LedgerClass.UNKNOWN) {
        knownMillijoules += line.energyMillijoules();
        if (line.ledgerClass() != LedgerClass.UNALLOCATED) {
          allocatedMillis += line.gpuMillis();
        }
      }
      if (line.utilizationKnownMillis() > 0 && !line.utilizationBasis().isEmpty()) {
        basis = Entry.mixed(basis, line.utilizationBasis());
      }
    }

    void add(Sum other) {
      gpuMillis += other.gpuMillis;
      allocatedMillis += other.allocatedMillis;
      measuredMillis += other.measuredMillis;
      knownMillijoules += other.knownMillijoules;
      usedMicros += other.usedMicros;
      utilizationKnownMillis += other.utilizationKnownMillis;
      memoryUsed += other.memoryUsed;
      memoryTotal += other.memoryTotal;
      trust = trust.plus(other.trust);
      if (!other.basis.isEmpty()) {
        basis = Entry.mixed(basis, other.basis);
      }
    }
  }
}
