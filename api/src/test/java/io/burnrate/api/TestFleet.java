package io.burnrate.api;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.alerting.DeliveryStatus;
import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.Dimension;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerReport;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.analytics.SloConfig;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.analytics.UtilizationReport;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.TimeRange;
import io.burnrate.domain.UtilizationBasis;
import io.burnrate.drift.DriftReport;
import io.burnrate.drift.DriftVerdict;
import io.burnrate.feedback.HintReport;
import io.burnrate.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small fleet, written out by hand. */
final class TestFleet {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static final String MODEL = "NVIDIA H100 80GB HBM3";

  static final UtilizationReport.Doubts DOUBTS =
      new UtilizationReport.Doubts(0.1, 0.2, 0.3, 0.05, 0.04, 1, 2, 3);

  private TestFleet() {}

  static ApiSources sources(Analytics analytics) {
    return new ApiSources(
        analytics,
        TestFleet::drift,
        TestFleet::alerts,
        TestFleet::deliveries,
        TestFleet::hints,
        Map.of(
            "store",
            () -> Map.of("commits_total", 12.0, "queue_rows", 3.0, "lag_seconds", Double.NaN),
            "drift",
            () -> Map.of("psi", 9.0)),
        List.of(new ApiSources.Component("store", () -> Store.Health.OK)),
        () -> NOW,
        "0.1.0");
  }

  /** Busy, free and idle GPUs, and one that fell silent. */
  static List<GpuStatus> gpus() {
    return List.of(
        new Reading("n1", "GPU-a", 0, 0.8, 500, 0.5, null).status(),
        new Reading("n1", "GPU-b", 1, 0.0, 70, Double.NaN, null).status(),
        new Reading("n2", "GPU-c", 0, 0.01, 80, 0.25, NOW.minusSeconds(600)).status(),
        silent());
  }

  /** What differs from GPU to GPU. */
  private record Reading(
      String node,
      String uuid,
      double freeRatio,
      double utilizationRatio,
      double powerWatts,
      double memoryUsedRatio,
      @Nullable Instant idleSince) {
    GpuStatus status() {
      List<OwnerShare> owners =
          freeRatio == 1
              ? List.of()
              : List.of(OwnerShare.unmeasured(new Owner("chat", "serve", "serve-0", "main")));
      return new GpuStatus(
          "lab",
          "h100",
          node,
          uuid,
          MODEL,
          owners,
          freeRatio,
          utilizationRatio,
          UtilizationBasis.SM_ACTIVE,
          powerWatts,
          memoryUsedRatio,
          idleSince,
          0,
          null,
          2.5,
          1,
          NOW.minusSeconds(3600),
          NOW.minusSeconds(4),
          NOW.plusSeconds(30));
    }
  }

  private static GpuStatus silent() {
    return new GpuStatus(
        "lab",
        "h100",
        "n3",
        "GPU-d",
        MODEL,
        List.of(),
        1,
        0.5,
        UtilizationBasis.GPU_UTIL,
        100,
        0.5,
        null,
        0,
        null,
        2.5,
        0.5,
        NOW.minusSeconds(7200),
        NOW.minusSeconds(300),
        NOW.minusSeconds(255));
  }

  static List<UtilizationReport.Item> utilizationItems() {
    return List.of(
        new UtilizationReport.Item("lab", 3, 2, 0.27, "smActive", 650, 0.375, 0.75, DOUBTS),
        new UtilizationReport.Item(
            "dark", 1, 0, Double.NaN, "none", Double.NaN, Double.NaN, 0, DOUBTS));
  }

  static LedgerReport ledger(Dimension by, TimeRange range) {
    return new LedgerReport(
        by,
        range,
        NOW.minusSeconds(60),
        List.of(
            new LedgerReport.Item("chat", 90_061, 62_542_361, 45_030_001),
            new LedgerReport.Item("__unallocated__", 29_939, 20_790_972, 2_100_000)),
        new LedgerReport.Item("", 120_000, 83_333_333, 47_130_001),
        0);
  }

  static LedgerTotals ledgerTotals() {
    return new LedgerTotals(
        List.of(
            new LedgerTotals.Line(
                "lab", "h100", "chat", LedgerClass.OWNED, 90_061, 62_542_361, 45_030_001),
            new LedgerTotals.Line(
                "lab", "h100", "", LedgerClass.UNALLOCATED, 29_939, 20_790_972, 2_100_000)),
        0,
        NOW.minusSeconds(60),
        7,
        2,
        1);
  }

  static List<SloStatus> slos() {
    SloConfig chat =
        new SloConfig("chat-latency", "chat", Duration.ofMillis(500), 0.99, Duration.ofDays(30));
    SloConfig quiet =
        new SloConfig("quiet-latency", "quiet", Duration.ofSeconds(2), 0.9, Duration.ofDays(7));
    Instant at = NOW.minusSeconds(2);
    return List.of(
        new SloStatus(
            chat,
            SloStatus.State.MET,
            1000,
            995,
            0.995,
            0.5,
            List.of(
                new SloStatus.BurnRate(Duration.ofMinutes(5), 0, 0, Double.NaN),
                new SloStatus.BurnRate(Duration.ofHours(1), 100, 2, 2.0),
                new SloStatus.BurnRate(Duration.ofHours(6), 400, 3, 0.75)),
            at),
        new SloStatus(
            quiet,
            SloStatus.State.NO_DATA,
            0,
            0,
            Double.NaN,
            Double.NaN,
            List.of(
                new SloStatus.BurnRate(Duration.ofMinutes(5), 0, 0, Double.NaN),
                new SloStatus.BurnRate(Duration.ofHours(1), 0, 0, Double.NaN),
                new SloStatus.BurnRate(Duration.ofHours(6), 0, 0, Double.NaN)),
            at));
  }

  static DriftReport drift() {
    return new DriftReport(
        NOW.minusSeconds(20), verdicts(), List.of("ranker 2: the reference is incomplete"));
  }

  private static List<DriftVerdict> verdicts() {
    return List.of(
        new DriftVerdict(
            "ranker",
            "3",
            "age",
            DriftVerdict.Kind.NUMERIC,
            DriftVerdict.Verdict.DRIFT,
            1000,
            400,
            new TimeRange(NOW.minusSeconds(7200), NOW.minusSeconds(3600)),
            new TimeRange(NOW.minusSeconds(3600), NOW),
            0.31,
            0.04,
            "ksD",
            0.22,
            1e-9,
            2e-9,
            "PSI 0.31 is over its noise floor 0.04",
            List.of(new DriftVerdict.Bin("(40, 60]", 0.1, 0.3, 0.22))),
        new DriftVerdict(
            "ranker",
            "3",
            "country",
            DriftVerdict.Kind.CATEGORICAL,
            DriftVerdict.Verdict.INSUFFICIENT,
            12,
            3,
            null,
            null,
            Double.NaN,
            Double.NaN,
            "cramersV",
            Double.NaN,
            Double.NaN,
            Double.NaN,
            "fewer than 30 rows",
            List.of()));
  }

  static List<AlertStatus> alerts() {
    return List.of(
        new AlertStatus(
            "00000000000000aa",
            AlertStatus.State.FIRING,
            Map.of("alertname", "GpuAllocatedIdle", "severity", "warning", "gpu", "GPU-c"),
            Map.of("summary", "GPU-c is idle", "costUsdPerHour", "2.50"),
            NOW.minusSeconds(300),
            null,
            NOW.minusSeconds(5),
            2.5),
        new AlertStatus(
            "00000000000000bb",
            AlertStatus.State.RESOLVED,
            Map.of("alertname", "TargetDown", "severity", "critical"),
            Map.of("summary", "target is down"),
            NOW.minusSeconds(900),
            NOW.minusSeconds(600),
            NOW.minusSeconds(600),
            Double.NaN));
  }

  static List<DeliveryStatus> deliveries() {
    return List.of(
        new DeliveryStatus("oncall", 7, 1, 0, 0, "", NOW.minusSeconds(290)),
        new DeliveryStatus("chat", 0, 4, 2, 1, "HTTP 503", null));
  }

  static HintReport hints() {
    return new HintReport(
        NOW.minusSeconds(1),
        List.of(hint("p1", "placeOnNode", "n1", 0.9), hint("p2", "placeOnGpu", "GPU-b", 0.8)),
        List.of(hint("r1", "reclaimGpu", "GPU-c", 0.7)),
        2,
        1,
        1,
        0);
  }

  private static HintReport.Hint hint(String id, String kind, String target, double score) {
    return new HintReport.Hint(
        id,
        kind,
        "lab",
        "h100",
        "n1",
        target,
        score,
        0.95,
        4,
        2.5,
        "because",
        Map.of("freeGpus", 1, "utilizationRatio", 0.01, "shared", false, "model", MODEL));
  }

  static List<TargetStatus> targets() {
    return List.of(
        new TargetStatus(
            "http://127.0.0.1:9400/metrics",
            "lab",
            "h100",
            true,
            NOW.minusSeconds(3600),
            NOW.minusSeconds(4),
            ""),
        new TargetStatus(
            "http://127.0.0.1:9401/metrics",
            "lab",
            "h100",
            false,
            NOW.minusSeconds(60),
            NOW.minusSeconds(10),
            "connection refused"));
  }
}
