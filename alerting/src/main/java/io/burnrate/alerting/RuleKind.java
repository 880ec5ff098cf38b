package io.burnrate.alerting;

import java.time.Duration;
import java.util.Optional;

/** The rules there are; {@link #key()} is the name in the configuration. */
public enum RuleKind {
  GPU_ALLOCATED_IDLE("gpuAllocatedIdle", "GpuAllocatedIdle", "warning", Duration.ZERO),
  GPU_XID_ERROR("gpuXidError", "GpuXidError", "critical", Duration.ZERO),
  TARGET_DOWN("targetDown", "TargetDown", "critical", Duration.ofSeconds(30)),
  ERROR_BUDGET_BURN("errorBudgetBurn", "ErrorBudgetBurn", "critical", Duration.ZERO),
  DRIFT_FOUND("driftFound", "DriftFound", "warning", Duration.ZERO),
  LEDGER_RESIDUAL("ledgerResidual", "LedgerResidual", "critical", Duration.ZERO);

  private final String key;
  private final String alertName;
  private final String severity;
  private final Duration holdFor;

  RuleKind(String key, String alertName, String severity, Duration holdFor) {
    this.key = key;
    this.alertName = alertName;
    this.severity = severity;
    this.holdFor = holdFor;
  }

  public String key() {
    return key;
  }

  public String alertName() {
    return alertName;
  }

  public String severity() {
    return severity;
  }

  /** How long the condition must hold before the alert fires, unless configured. */
  public Duration holdFor() {
    return holdFor;
  }

  /** The rule with the configuration name {@code key}. */
  public static Optional<RuleKind> ofKey(String key) {
    for (RuleKind each : values()) {
      if (each.key.equals(key)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
