package io.burnrate.api;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.alerting.RuleKind;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.drift.DriftVerdict;
import io.burnrate.feedback.HintReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** KPIs of objectives, drift, alerts, targets and hints. */
final class StateKpis {
  private StateKpis() {}

  static void addSlos(KpiPage page, List<SloStatus> slos) {
    for (SloStatus slo : slos) {
      String name = slo.config().name();
      String service = slo.config().service();
      page.add(Kpi.SLO_SLI, slo.sliRatio(), name, service);
      page.add(Kpi.SLO_TARGET, slo.config().target(), name, service);
      page.add(Kpi.SLO_BUDGET, slo.budgetRemainingRatio(), name, service);
      page.add(Kpi.SLO_VALID, slo.valid(), name, service);
      page.add(Kpi.SLO_EVALUATED, slo.evaluatedAt().toEpochMilli() / 1e3, name, service);
      for (SloStatus.BurnRate burn : slo.burnRates()) {
        page.add(Kpi.SLO_BURN, burn.ratio(), name, service, Spans.text(burn.window()));
      }
    }
  }

  static void addDrift(KpiPage page, List<DriftVerdict> verdicts) {
    for (DriftVerdict.Verdict each : DriftVerdict.Verdict.values()) {
      page.add(Kpi.DRIFT_VERDICTS, 0, WireNames.of(each));
    }
    for (DriftVerdict verdict : verdicts) {
      page.add(Kpi.DRIFT_VERDICTS, 1, WireNames.of(verdict.verdict()));
      page.add(Kpi.DRIFT_PSI, verdict.psi(), verdict.model(), verdict.version(), verdict.feature());
      page.add(
          Kpi.DRIFT_EFFECT,
          verdict.effectSize(),
          verdict.model(),
          verdict.version(),
          verdict.feature(),
          verdict.effect());
    }
  }

  /**
   * Adds the open alerts; a rule without one shows as 0 firing, so that 0 can be told from gone.
   */
  static void addAlerts(KpiPage page, List<AlertStatus> alerts) {
    Set<String> named = new HashSet<>();
    for (AlertStatus alert : alerts) {
      if (alert.state() != AlertStatus.State.RESOLVED) {
        String name = alert.labels().getOrDefault("alertname", "");
        String severity = alert.labels().getOrDefault("severity", "");
        page.add(Kpi.ALERTS, 1, name, severity, WireNames.of(alert.state()));
        named.add(name);
      }
    }
    for (RuleKind rule : RuleKind.values()) {
      if (!named.contains(rule.alertName())) {
        page.add(Kpi.ALERTS, 0, rule.alertName(), rule.severity(), "firing");
      }
    }
  }

  static void addTargets(KpiPage page, List<TargetStatus> targets) {
    for (TargetStatus target : targets) {
      page.add(
          Kpi.TARGET_UP, target.up() ? 1 : 0, target.target(), target.cluster(), target.pool());
    }
  }

  static void addHints(KpiPage page, HintReport hints) {
    for (String kind : WireNames.HINT_KINDS) {
      page.add(Kpi.HINTS, 0, kind);
    }
    for (HintReport.Hint hint : hints.placement()) {
      page.add(Kpi.HINTS, 1, hint.kind());
    }
    for (HintReport.Hint hint : hints.reclaim()) {
      page.add(Kpi.HINTS, 1, hint.kind());
    }
  }
}
