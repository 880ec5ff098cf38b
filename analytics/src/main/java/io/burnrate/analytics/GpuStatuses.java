package io.burnrate.analytics;

import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.UtilizationBasis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows accounts as what is known of their GPUs now. Stateless. */
final class GpuStatuses {
  private final LedgerRules rules;

  GpuStatuses(LedgerRules rules) {
    this.rules = rules;
  }

  /** What is known of the account's GPU; null when it was not heard since the process started. */
  @Nullable GpuStatus status(GpuAccount account) {
    GpuObservation last = account.last();
    if (last == null) {
      return null;
    }
    GpuLabels labels = account.labels();
    Totals totals = totals(last);
    long idleSince = account.idleSinceMillis();
    long xidSince = account.xidSinceMillis();
    Instant heard = Instant.ofEpochMilli(account.lastHeardMillis());
    return new GpuStatus(
        labels.cluster(),
        labels.pool(),
        labels.node(),
        labels.gpuUuid(),
        labels.gpuModel(),
        owners(last),
        totals.free,
        totals.known > 0 ? totals.used / totals.known : Double.NaN,
        last.parts().isEmpty() ? UtilizationBasis.NONE : last.parts().get(0).basis(),
        last.powerWatts(),
        totals.memoryTotal > 0 ? totals.memoryUsed / totals.memoryTotal : Double.NaN,
        idleSince == Long.MAX_VALUE ? null : Instant.ofEpochMilli(idleSince),
        account.xidError(),
        xidSince < 0 ? null : Instant.ofEpochMilli(xidSince),
        rules.prices().usdPerGpuHour(labels.gpuModel()),
        account.trustRatio(),
        Instant.ofEpochMilli(account.firstHeardMillis()),
        heard,
        heard.plusMillis(rules.holdMillis(last)));
  }

  private static List<OwnerShare> owners(GpuObservation last) {
    Map<String, OwnerShare> owners = new LinkedHashMap<>();
    for (GpuPart part : last.parts()) {
      for (OwnerShare share : part.owners()) {
        owners.putIfAbsent(share.owner().toString(), share);
      }
    }
    return new ArrayList<>(owners.values());
  }

  private static Totals totals(GpuObservation last) {
    Totals totals = new Totals();
    double[] weights = last.partWeights();
    for (int i = 0; i < last.parts().size(); i++) {
      totals.add(last.parts().get(i), weights[i]);
    }
    double uncovered = weights[weights.length - 1];
    totals.free += uncovered;
    totals.known += last.utilizationKnown() ? uncovered : 0;
    totals.free = Math.max(0, Math.min(1, totals.free));
    return totals;
  }

  private static final class Totals {
    private double free;
    private double used;
    private double known;
    private double memoryUsed;
    private double memoryTotal;

    void add(GpuPart part, double weight) {
      if (!part.allocated()) {
        free += weight;
      }
      if (!Double.isNaN(part.utilizationRatio())) {
        used += weight * part.ownersUtilizationRatio();
        known += weight;
      }
      if (!Double.isNaN(part.memoryTotalBytes())) {
        memoryUsed += part.memoryUsedBytes();
        memoryTotal += part.memoryTotalBytes();
      }
    }
  }
}
