package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.burnrate.alerting.Findings.Standing;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.drift.DriftVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Instant NOW = SettableClock.START;

  private final Fleet fleet = new Fleet();

  @Test
  void anAllocatedGpuIsWasteOnceItWasIdleForLongEnough() {
    fleet.gpus =
        List.of(
            Fleet.gpu("GPU-a", 2.5, NOW.minus(Fleet.IDLE_AFTER), NOW),
            Fleet.gpu("GPU-b", 2.5, NOW.minus(Fleet.IDLE_AFTER).plusMillis(1), NOW),
            Fleet.gpu("GPU-c", 2.5, null, NOW));
    Findings findings = look(RuleKind.GPU_ALLOCATED_IDLE);
    assertThat(findings.met()).hasSize(1);
    assertThat(findings.met().get(0).labels())
        .containsOnly(
            entry("alertname", "GpuAllocatedIdle"),
            entry("severity", "warning"),
            entry("cluster", "lab"),
            entry("pool", "h100"),
            entry("node", "node-1"),
            entry("gpu", "GPU-a"),
            entry("namespace", "team-a"),
            entry("workload", "chat"),
            entry("costUsdPerHour", "2.50"));
    assertThat(findings.met().get(0).annotations().get())
        .containsEntry("costUsdPerHour", "2.50")
        .containsEntry("idleSeconds", "300")
        .containsEntry("owners", "team-a/chat-0");
  }

  @Test
  void aGpuWithoutAPriceNamesNoMoney() {
    fleet.gpus = List.of(Fleet.gpu("GPU-a", 0, NOW.minusSeconds(900), NOW));
    Finding finding = look(RuleKind.GPU_ALLOCATED_IDLE).met().get(0);
    assertThat(finding.labels()).doesNotContainKey("costUsdPerHour");
    assertThat(finding.costUsdPerHour()).isNaN();
  }

  @Test
  void aSilentGpuIsMissingAndAnUnknownOneUnlisted() {
    Instant longAgo = NOW.minusSeconds(600);
    fleet.gpus = List.of(Fleet.gpu("GPU-a", 1, longAgo.minusSeconds(600), longAgo));
    Findings findings = look(RuleKind.GPU_ALLOCATED_IDLE);
    assertThat(findings.met()).isEmpty();
    assertThat(findings.others().apply(Map.of("gpu", "GPU-a"))).isEqualTo(Standing.MISSING);
    assertThat(findings.others().apply(Map.of("gpu", "GPU-z"))).isEqualTo(Standing.UNLISTED);
  }

  @Test
  void anXidErrorAlertsForAQuarterOfAnHour() {
    fleet.gpus = List.of(Fleet.gpu("GPU-a", 2.5, null, 79, NOW));
    Finding finding = look(RuleKind.GPU_XID_ERROR).met().get(0);
    assertThat(finding.labels()).containsEntry("xid", "79").containsEntry("severity", "critical");
    assertThat(finding.annotations().get())
        .containsEntry("meaning", "GPU has fallen off the bus")
        .containsEntry("costUsdPerHour", "2.50");

    GpuStatus late = Fleet.gpu("GPU-a", 2.5, null, 79, NOW.minus(XidErrorRule.SHOWN_FOR));
    fleet.gpus = List.of(heardAt(late, NOW));
    assertThat(look(RuleKind.GPU_XID_ERROR).met()).isEmpty();
  }

  @Test
  void anXidErrorThatWasThereAtFirstSightDoesNotAlert() {
    GpuStatus gpu = Fleet.gpu("GPU-a", 2.5, null, 0, NOW);
    fleet.gpus =
        List.of(
            new GpuStatus(
                gpu.cluster(),
                gpu.pool(),
                gpu.node(),
                gpu.gpuUuid(),
                gpu.gpuModel(),
                gpu.owners(),
                0,
                0.5,
                gpu.basis(),
                300,
                0.5,
                null,
                79,
                null,
                2.5,
                1,
                NOW,
                NOW,
                NOW.plusSeconds(45)));
    assertThat(look(RuleKind.GPU_XID_ERROR).met()).isEmpty();
  }

  @Test
  void aTargetThatIsDownIsFound() {
    fleet.targets =
        List.of(
            Fleet.target("http://127.0.0.1:1/metrics", false, NOW),
            Fleet.target("http://127.0.0.1:2/metrics", true, NOW));
    Findings findings = look(RuleKind.TARGET_DOWN);
    assertThat(findings.met()).hasSize(1);
    assertThat(findings.met().get(0).labels())
        .containsEntry("target", "http://127.0.0.1:1/metrics");
    assertThat(findings.met().get(0).costUsdPerHour()).isNaN();
    assertThat(findings.others().apply(Map.of("target", "http://127.0.0.1:2/metrics")))
        .isEqualTo(Standing.CLEAR);
  }

  @Test
  void driftIsFoundAndTooFewRowsAreMissingData() {
    fleet.drift =
        List.of(
            verdict("moved", DriftVerdict.Verdict.DRIFT),
            verdict("few", DriftVerdict.Verdict.INSUFFICIENT),
            verdict("well", DriftVerdict.Verdict.NO_DRIFT));
    Findings findings = look(RuleKind.DRIFT_FOUND);
    assertThat(findings.met()).hasSize(1);
    assertThat(findings.met().get(0).labels()).containsEntry("feature", "moved");
    assertThat(findings.met().get(0).annotations().get())
        .containsEntry("psi", "0.3000")
        .containsEntry("ksD", "0.2500")
        .doesNotContainKey("adjustedPValue");
    assertThat(findings.others().apply(driftLabels("few"))).isEqualTo(Standing.MISSING);
    assertThat(findings.others().apply(driftLabels("well"))).isEqualTo(Standing.CLEAR);
    assertThat(findings.others().apply(driftLabels("gone"))).isEqualTo(Standing.UNLISTED);
  }

  @Test
  void aLedgerThatDoesNotAddUpIsFoundOnceAMinuteIsClosed() {
    fleet.ledger = new LedgerTotals(List.of(), -3, NOW, 0, 0, 0);
    assertThat(look(RuleKind.LEDGER_RESIDUAL).met()).hasSize(1);
    fleet.ledger = new LedgerTotals(List.of(), 0, NOW, 0, 0, 0);
    assertThat(look(RuleKind.LEDGER_RESIDUAL).others().apply(Map.of())).isEqualTo(Standing.CLEAR);
    fleet.ledger = new LedgerTotals(List.of(), 0, Instant.EPOCH, 0, 0, 0);
    assertThat(look(RuleKind.LEDGER_RESIDUAL).others().apply(Map.of())).isEqualTo(Standing.MISSING);
  }

  @Test
  void moneyIsWrittenPlainly() {
    assertThat(Labels.money(2.5)).isEqualTo("2.50");
    assertThat(Labels.money(0.125)).isEqualTo("0.125");
    assertThat(Labels.money(1e7)).isEqualTo("10000000.00");
    assertThat(Labels.money(1.0 / 3)).isEqualTo("0.333333");
  }

  private Findings look(RuleKind kind) {
    return AlertRule.of(kind).look(fleet.snapshot(NOW), kind.severity());
  }

  private static Map<String, String> driftLabels(String feature) {
    return Map.of(
        "alertname",
        "DriftFound",
        "severity",
        "warning",
        "model",
        "m",
        "version",
        "1",
        "feature",
        feature);
  }

  private static DriftVerdict verdict(String feature, DriftVerdict.Verdict verdict) {
    return new DriftVerdict(
        "m",
        "1",
        feature,
        DriftVerdict.Kind.NUMERIC,
        verdict,
        1000,
        500,
        null,
        null,
        0.3,
        0.02,
        "ksD",
        0.25,
        0.001,
        Double.NaN,
        "It moved.",
        List.of());
  }

  private static GpuStatus heardAt(GpuStatus gpu, Instant now) {
    return new GpuStatus(
        gpu.cluster(),
        gpu.pool(),
        gpu.node(),
        gpu.gpuUuid(),
        gpu.gpuModel(),
        gpu.owners(),
        gpu.freeRatio(),
        gpu.utilizationRatio(),
        gpu.basis(),
        gpu.powerWatts(),
        gpu.memoryUsedRatio(),
        gpu.idleSince(),
        gpu.xidError(),
        gpu.xidSince(),
        gpu.usdPerGpuHour(),
        gpu.trustRatio(),
        gpu.firstHeard(),
        now,
        now.plus(Duration.ofSeconds(45)));
  }
}
