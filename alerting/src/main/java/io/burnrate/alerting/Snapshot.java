package io.burnrate.alerting;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.drift.DriftVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that one evaluation looks at. A part that could not be read is null. */
record Snapshot(
    Instant now,
    Duration idleAfter,
    @Nullable List<GpuStatus> gpus,
    @Nullable List<TargetStatus> targets,
    @Nullable List<SloStatus> slos,
    @Nullable List<DriftVerdict> drift,
    @Nullable LedgerTotals ledger) {

  /** How a GPU stands for which a rule found nothing, by the label {@code gpu}. */
  static Findings ofGpus(List<Finding> met, List<GpuStatus> gpus, Instant now) {
    Map<String, GpuStatus> byUuid = new HashMap<>();
    for (GpuStatus gpu : gpus) {
      byUuid.put(gpu.gpuUuid(), gpu);
    }
    return new Findings(
        met,
        labels -> {
          GpuStatus gpu = byUuid.get(labels.getOrDefault("gpu", ""));
          if (gpu == null) {
            return Findings.Standing.UNLISTED;
          }
          return gpu.stale(now) ? Findings.Standing.MISSING : Findings.Standing.CLEAR;
        });
  }
}
