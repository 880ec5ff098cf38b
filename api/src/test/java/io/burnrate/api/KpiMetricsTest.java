package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.LedgerClass;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KpiMetricsTest {
  private static final String MODEL = "gpu_model=\"" + TestFleet.MODEL + "\"";
  private static final String NODE_1 = "{cluster=\"lab\"," + MODEL + ",node=\"n1\",pool=\"h100\"}";
  private static final String NODE_2 = "{cluster=\"lab\"," + MODEL + ",node=\"n2\",pool=\"h100\"}";

  private final FixedAnalytics analytics = new FixedAnalytics();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now = new AtomicReference<>(TestFleet.NOW);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private KpiMetrics register(int maxSeries) {
    KpiMetrics kpis = new KpiMetrics(sources(analytics), registry, maxSeries, nanos::get);
    registry.getPrometheusRegistry().register(kpis);
    kpis.refresh();
    return kpis;
  }

  private ApiSources sources(Analytics analytics) {
    ApiSources plain = TestFleet.sources(analytics);
    return new ApiSources(
        plain.analytics(),
        plain.drift(),
        plain.alerts(),
        plain.deliveries(),
        plain.hints(),
        plain.measurements(),
        plain.components(),
        now::get,
        plain.version());
  }

  private List<String> page() {
    return registry.scrape().lines().toList();
  }

  @Test
  void gpusAreCountedByNodeWithoutThoseThatFellSilent() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_gpus" + NODE_1 + " 2.0", "burnrate_gpus" + NODE_2 + " 1.0")
        .contains("burnrate_gpus_allocated" + NODE_1 + " 1.0")
        .contains("burnrate_gpus_idle" + NODE_1 + " 0.0", "burnrate_gpus_idle" + NODE_2 + " 1.0")
        .noneMatch(line -> line.contains("node=\"n3\""));
  }

  @Test
  void ratiosAreMeansOverWhatIsKnown() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_utilization_ratio" + NODE_1 + " 0.4")
        .contains("burnrate_memory_used_ratio" + NODE_1 + " 0.5")
        .contains("burnrate_trust_ratio" + NODE_1 + " 1.0")
        .contains("burnrate_power_watts" + NODE_1 + " 570.0");
  }

  @Test
  void moneyIsWastedOnFreeAndOnIdleGpus() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_cost_usd_per_hour" + NODE_1 + " 5.0")
        .contains("burnrate_idle_cost_usd_per_hour" + NODE_1 + " 2.5")
        .contains("burnrate_idle_cost_usd_per_hour" + NODE_2 + " 2.5");
  }

  @Test
  void theAgeIsThatOfTheNewestReading() {
    register(10_000);

    assertThat(page()).contains("burnrate_data_age_seconds 4.0");
  }

  @Test
  void ledgerSumsAreCounters() {
    register(10_000);

    assertThat(page())
        .contains("# TYPE burnrate_ledger_gpu_seconds_total counter")
        .contains("# TYPE burnrate_ledger_cost_usd_total counter")
        .contains(
            "burnrate_ledger_gpu_seconds_total"
                + "{cluster=\"lab\",ledger_class=\"owned\",namespace=\"chat\",pool=\"h100\"}"
                + " 90.061")
        .contains(
            "burnrate_ledger_energy_joules_total"
                + "{cluster=\"lab\",ledger_class=\"unallocated\",namespace=\"\",pool=\"h100\"}"
                + " 2100.0")
        .contains("burnrate_ledger_residual_gpu_seconds 0.0")
        .contains("burnrate_ledger_closed_timestamp_seconds 1.77236634E9")
        .contains("burnrate_ledger_late_samples_total 7.0")
        .contains("burnrate_ledger_counter_resets_total 2.0")
        .contains("burnrate_ledger_failed_appends_total 1.0");
  }

  @Test
  void objectivesWithoutRequestsShowNoRatio() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_slo_sli_ratio{service=\"chat\",slo=\"chat-latency\"} 0.995")
        .contains("burnrate_slo_target_ratio{service=\"quiet\",slo=\"quiet-latency\"} 0.9")
        .contains("burnrate_slo_burn_rate{service=\"chat\",slo=\"chat-latency\",window=\"1h\"} 2.0")
        .contains("burnrate_slo_valid_requests{service=\"quiet\",slo=\"quiet-latency\"} 0.0")
        .noneMatch(line -> line.startsWith("burnrate_slo_sli_ratio{service=\"quiet\""));
  }

  @Test
  void driftIsShownByFeatureAndCountedByVerdict() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_drift_psi{feature=\"age\",model=\"ranker\",version=\"3\"} 0.31")
        .contains(
            "burnrate_drift_effect_size"
                + "{effect=\"ksD\",feature=\"age\",model=\"ranker\",version=\"3\"} 0.22")
        .contains("burnrate_drift_verdicts{verdict=\"drift\"} 1.0")
        .contains("burnrate_drift_verdicts{verdict=\"insufficient\"} 1.0")
        .contains("burnrate_drift_verdicts{verdict=\"noDrift\"} 0.0");
  }

  @Test
  void alertsTargetsAndHintsAreCounted() {
    register(10_000);

    assertThat(page())
        .contains(
            "burnrate_alerts"
                + "{alertname=\"GpuAllocatedIdle\",severity=\"warning\",state=\"firing\"} 1.0")
        .contains(
            "burnrate_alerts{alertname=\"TargetDown\",severity=\"critical\",state=\"firing\"} 0.0")
        .contains(
            "burnrate_target_up"
                + "{cluster=\"lab\",pool=\"h100\",target=\"http://127.0.0.1:9401/metrics\"} 0.0")
        .contains("burnrate_hints{kind=\"placeOnGpu\"} 1.0");
  }

  @Test
  void aModulesFigureNeverHidesAKpi() {
    register(10_000);

    assertThat(page())
        .contains("burnrate_drift_psi{feature=\"age\",model=\"ranker\",version=\"3\"} 0.31")
        .doesNotContain("burnrate_drift_psi 9.0");
  }

  @Test
  void aModulesFiguresKeepTheirKind() {
    register(10_000);

    assertThat(page())
        .contains("# TYPE burnrate_store_commits_total counter")
        .contains("burnrate_store_commits_total 12.0")
        .contains("# TYPE burnrate_store_queue_rows gauge")
        .contains("burnrate_store_queue_rows 3.0")
        .noneMatch(line -> line.startsWith("burnrate_store_lag_seconds"));
  }

  @Test
  void tooManyNodesAreFoldedAndNothingIsLost() {
    GpuStatus one = TestFleet.gpus().get(0);
    analytics.gpus = IntStream.range(0, 50).mapToObj(i -> onNode(one, "n" + i)).toList();
    register(20);

    List<String> gpus = page().stream().filter(line -> line.startsWith("burnrate_gpus{")).toList();
    assertThat(gpus).hasSize(18).anyMatch(line -> line.contains("node=\"__other__\""));
    assertThat(gpus.stream().mapToDouble(KpiMetricsTest::value).sum()).isEqualTo(50);
    assertThat(page()).contains("burnrate_metrics_folded_series 33.0");
  }

  @Test
  void foldedCountersNeverGoBack() {
    analytics.totals = totals(30);
    register(20);
    List<String> before = ledgerLines();

    analytics.totals = totals(60);
    nanos.addAndGet(KpiMetrics.KEPT.toNanos());
    List<String> after = ledgerLines();

    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(labels(after.get(i))).isEqualTo(labels(before.get(i)));
      assertThat(value(after.get(i))).isGreaterThanOrEqualTo(value(before.get(i)));
    }
  }

  @Test
  void twoScrapesWithinASecondSeeTheSame() {
    register(10_000);
    page();
    analytics.gpus = List.of();

    assertThat(page()).contains("burnrate_gpus" + NODE_1 + " 2.0");
    nanos.addAndGet(KpiMetrics.KEPT.toNanos());
    assertThat(page()).noneMatch(line -> line.startsWith("burnrate_gpus{"));
  }

  @Test
  void aSourceThatFailsHidesNoOtherAndIsCounted() {
    analytics.failure = new BurnrateException(ErrorCode.TIMEOUT, "late");
    register(10_000);

    assertThat(page())
        .contains("burnrate_metrics_source_failures_total{source=\"slos\"} 1.0")
        .contains("burnrate_gpus" + NODE_1 + " 2.0")
        .contains("burnrate_drift_verdicts{verdict=\"drift\"} 1.0")
        .noneMatch(line -> line.startsWith("burnrate_slo_"));
  }

  @Test
  void aSourceThatFailsLaterKeepsItsFiguresUntilTheyAreTooOld() {
    KpiMetrics kpis = register(10_000);
    analytics.failure = new BurnrateException(ErrorCode.TIMEOUT, "late");
    kpis.refresh();
    assertThat(page()).anyMatch(line -> line.startsWith("burnrate_slo_sli_ratio"));

    now.set(TestFleet.NOW.plus(KpiMetrics.OLDEST_EVALUATION).plus(Duration.ofMinutes(1)));
    nanos.addAndGet(KpiMetrics.KEPT.toNanos());
    assertThat(page()).noneMatch(line -> line.startsWith("burnrate_slo_"));
  }

  private List<String> ledgerLines() {
    return page().stream()
        .filter(line -> line.startsWith("burnrate_ledger_gpu_seconds_total{"))
        .sorted()
        .toList();
  }

  private static LedgerTotals totals(int namespaces) {
    return new LedgerTotals(
        IntStream.range(0, namespaces)
            .mapToObj(
                i ->
                    new LedgerTotals.Line(
                        "lab", "h100", "team" + i, LedgerClass.OWNED, 1_000, 1_000, 1_000))
            .toList(),
        0,
        TestFleet.NOW,
        0,
        0,
        0);
  }

  private static GpuStatus onNode(GpuStatus gpu, String node) {
    return new GpuStatus(
        gpu.cluster(),
        gpu.pool(),
        node,
        gpu.gpuUuid() + node,
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
        gpu.lastHeard(),
        gpu.staleAt());
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static String labels(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }
}
