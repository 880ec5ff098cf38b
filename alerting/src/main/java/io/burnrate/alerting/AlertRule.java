package io.burnrate.alerting;

/** One rule. A pure function of the snapshot. */
interface AlertRule {
  /**
   * Looks at the data.
   *
   * @param severity the label's value
   */
  Findings look(Snapshot snapshot, String severity);

  static AlertRule of(RuleKind kind) {
    return switch (kind) {
      case GPU_ALLOCATED_IDLE -> new AllocatedIdleRule();
      case GPU_XID_ERROR -> new XidErrorRule();
      case TARGET_DOWN -> new TargetDownRule();
      case ERROR_BUDGET_BURN -> new BudgetBurnRule();
      case DRIFT_FOUND -> new DriftFoundRule();
      case LEDGER_RESIDUAL -> new LedgerResidualRule();
    };
  }
}
