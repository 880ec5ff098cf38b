package io.burnrate.alerting;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An allocated GPU that has been idle for the ledger's {@code idleAfter}. Of several owners the
 * first by name is in the labels, and all are in an annotation.
 */
final class AllocatedIdleRule implements AlertRule {
  /** More owners than this are not spelled out. */
  private static final int MOST_OWNERS_NAMED = 16;

  @Override
  public Findings look(Snapshot snapshot, String severity) {
    List<GpuStatus> gpus = snapshot.gpus();
    if (gpus == null) {
      return Findings.missing();
    }
    List<Finding> met = new ArrayList<>();
    for (GpuStatus gpu : gpus) {
      Instant idleSince = gpu.idleSince();
      boolean wasted = gpu.wasted(snapshot.idleAfter(), snapshot.now());
      if (idleSince != null && wasted && !gpu.stale(snapshot.now())) {
        Duration idle = Duration.between(idleSince, snapshot.now());
        met.add(finding(gpu, severity, idleSince, idle));
      }
    }
    return Snapshot.ofGpus(met, gpus, snapshot.now());
  }

  private static Finding finding(GpuStatus gpu, String severity, Instant idleSince, Duration idle) {
    Owner owner =
        gpu.owners().stream()
            .map(OwnerShare::owner)
            .min(Comparator.comparing(Owner::namespace).thenComparing(Owner::workload))
            .orElseThrow();
    double cost = gpu.usdPerGpuHour() > 0 ? gpu.usdPerGpuHour() : Double.NaN;
    Labels labels =
        Labels.of(RuleKind.GPU_ALLOCATED_IDLE, severity)
            .with("cluster", gpu.cluster())
            .with("pool", gpu.pool())
            .with("node", gpu.node())
            .with("gpu", gpu.gpuUuid())
            .with("namespace", owner.namespace())
            .with("workload", owner.workload())
            .withCost(cost);
    return Finding.of(labels, () -> annotations(gpu, idleSince, idle, cost), cost);
  }

  private static Map<String, String> annotations(
      GpuStatus gpu, Instant idleSince, Duration idle, double cost) {
    String owners =
        gpu.owners().stream()
            .limit(MOST_OWNERS_NAMED)
            .map(share -> share.owner().namespace() + "/" + share.owner().pod())
            .sorted()
            .collect(Collectors.joining(", "));
    String money = Double.isNaN(cost) ? "" : ", at " + Labels.money(cost) + " USD an hour";
    return new Labels()
        .with("summary", "GPU " + gpu.gpuUuid() + " is allocated and idle" + money)
        .with(
            "description",
            gpu.gpuModel()
                + " on "
                + gpu.node()
                + " is held by "
                + owners
                + " and has done nothing"
                + " since "
                + idleSince
                + ".")
        .with("owners", owners)
        .with("ownerCount", Integer.toString(gpu.owners().size()))
        .with("gpuModel", gpu.gpuModel())
        .with("idleSince", idleSince.toString())
        .with("idleSeconds", Long.toString(idle.toSeconds()))
        .withCost(cost)
        .map();
  }
}
