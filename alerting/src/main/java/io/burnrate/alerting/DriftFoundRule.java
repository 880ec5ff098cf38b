package io.burnrate.alerting;

import io.burnrate.drift.DriftVerdict;
import io.burnrate.drift.DriftVerdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's feature whose distribution moved away from the reference. */
final class DriftFoundRule implements AlertRule {
  @Override
  public Findings look(Snapshot snapshot, String severity) {
    List<DriftVerdict> verdicts = snapshot.drift();
    if (verdicts == null) {
      return Findings.missing();
    }
    List<Finding> met = new ArrayList<>();
    Map<Map<String, String>, Verdict> byLabels = new HashMap<>();
    for (DriftVerdict verdict : verdicts) {
      Labels labels =
          Labels.of(RuleKind.DRIFT_FOUND, severity)
              .with("model", verdict.model())
              .with("version", verdict.version())
              .with("feature", verdict.feature());
      byLabels.put(labels.map(), verdict.verdict());
      if (verdict.verdict() == Verdict.DRIFT) {
        met.add(Finding.of(labels, () -> annotations(verdict), Double.NaN));
      }
    }
    return new Findings(
        met,
        labels -> {
          Verdict verdict = byLabels.get(labels);
          if (verdict == null) {
            return Findings.Standing.UNLISTED;
          }
          return verdict == Verdict.NO_DRIFT ? Findings.Standing.CLEAR : Findings.Standing.MISSING;
        });
  }

  private static Map<String, String> annotations(DriftVerdict verdict) {
    return new Labels()
        .with(
            "summary",
            "Feature "
                + verdict.feature()
                + " of "
                + verdict.model()
                + " "
                + verdict.version()
                + " has drifted")
        .with("description", verdict.reason())
        .with("psi", figure(verdict.psi()))
        .with("psiNoiseFloor", figure(verdict.psiNoiseFloor()))
        .with(verdict.effect(), figure(verdict.effectSize()))
        .with("adjustedPValue", figure(verdict.adjustedPValue()))
        .with("referenceRows", Long.toString(verdict.referenceRows()))
        .with("currentRows", Long.toString(verdict.currentRows()))
        .map();
  }

  private static String figure(double value) {
    return Double.isFinite(value) ? String.format(java.util.Locale.ROOT, "%.4g", value) : "";
  }
}
