package io.burnrate.alerting;

import io.burnrate.analytics.LedgerTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The ledger's entries do not add up to the GPUs' time: a fault of this service. */
final class LedgerResidualRule implements AlertRule {
  @Override
  public Findings look(Snapshot snapshot, String severity) {
    LedgerTotals ledger = snapshot.ledger();
    if (ledger == null || ledger.closedUntil().equals(Instant.EPOCH)) {
      return Findings.missing();
    }
    if (ledger.residualGpuMillis() == 0) {
      return new Findings(List.of(), labels -> Findings.Standing.CLEAR);
    }
    Finding finding =
        Finding.of(
            Labels.of(RuleKind.LEDGER_RESIDUAL, severity), () -> annotations(ledger), Double.NaN);
    return new Findings(List.of(finding), labels -> Findings.Standing.CLEAR);
  }

  private static Map<String, String> annotations(LedgerTotals ledger) {
    return new Labels()
        .with("summary", "The GPU-second ledger does not add up")
        .with(
            "description",
            "The entries of the minutes closed until "
                + ledger.closedUntil()
                + " differ from the"
                + " GPUs' time by "
                + ledger.residualGpuMillis()
                + " ms.")
        .with("residualGpuMillis", Long.toString(ledger.residualGpuMillis()))
        .map();
  }
}
