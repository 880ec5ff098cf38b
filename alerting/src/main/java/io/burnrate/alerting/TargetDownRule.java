package io.burnrate.alerting;

import io.burnrate.analytics.TargetStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A scrape target that brings no page. Which GPUs it hides is unknown, so it names no money. */
final class TargetDownRule implements AlertRule {
  @Override
  public Findings look(Snapshot snapshot, String severity) {
    List<TargetStatus> targets = snapshot.targets();
    if (targets == null) {
      return Findings.missing();
    }
    List<Finding> met = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (TargetStatus target : targets) {
      listed.add(target.target());
      if (!target.up()) {
        met.add(
            Finding.of(
                Labels.of(RuleKind.TARGET_DOWN, severity)
                    .with("cluster", target.cluster())
                    .with("pool", target.pool())
                    .with("target", target.target()),
                () -> annotations(target),
                Double.NaN));
      }
    }
    return new Findings(
        met,
        labels ->
            listed.contains(labels.getOrDefault("target", ""))
                ? Findings.Standing.CLEAR
                : Findings.Standing.UNLISTED);
  }

  private static Map<String, String> annotations(TargetStatus target) {
    return new Labels()
        .with("summary", "Target " + target.target() + " is down")
        .with(
            "description",
            "No readable page since " + target.since() + "; its GPUs' time counts as unknown.")
        .with("error", target.error())
        .with("since", target.since().toString())
        .map();
  }
}
