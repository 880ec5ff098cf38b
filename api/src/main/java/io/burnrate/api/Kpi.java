package io.burnrate.api;

import java.util.List;

/** Every KPI on {@code /metrics}: name, meaning, labels. Means of NaN are left out. */
enum Kpi {
  GPUS(Labels.FLEET, "burnrate_gpus", "GPUs heard now"),
  GPUS_ALLOCATED(Labels.FLEET, "burnrate_gpus_allocated", "GPUs allocated now; parts count"),
  GPUS_IDLE(Labels.FLEET, "burnrate_gpus_idle", "GPUs allocated and idle now; parts count"),
  UTILIZATION(
      Labels.FLEET,
      "burnrate_utilization_ratio",
      "Mean effective utilization of the GPUs now, 0 to 1"),
  POWER(Labels.FLEET, "burnrate_power_watts", "Power of the GPUs now, added up, in watts"),
  MEMORY_USED(
      Labels.FLEET, "burnrate_memory_used_ratio", "Mean used part of the GPU memory now, 0 to 1"),
  COST(Labels.FLEET, "burnrate_cost_usd_per_hour", "Price of the GPUs heard now, USD per hour"),
  IDLE_COST(
      Labels.FLEET,
      "burnrate_idle_cost_usd_per_hour",
      "Price of the GPUs that are unallocated or idle now, USD per hour"),
  TRUST(
      Labels.FLEET,
      "burnrate_trust_ratio",
      "Mean part of the last 15 minutes that can be trusted, 0 to 1"),
  DATA_AGE(Labels.NONE, "burnrate_data_age_seconds", "Age of the newest GPU reading, in seconds"),

  LEDGER_GPU_SECONDS(
      Labels.LEDGER,
      true,
      "burnrate_ledger_gpu_seconds",
      "GPU time of closed ledger minutes since start, in seconds"),
  LEDGER_COST(
      Labels.LEDGER,
      true,
      "burnrate_ledger_cost_usd",
      "Cost of closed ledger minutes since start, in USD"),
  LEDGER_ENERGY(
      Labels.LEDGER,
      true,
      "burnrate_ledger_energy_joules",
      "Energy of closed ledger minutes since start, in joules"),
  LEDGER_RESIDUAL(
      Labels.NONE,
      "burnrate_ledger_residual_gpu_seconds",
      "GPU time less the sum of ledger entries since start: 0, or the ledger is wrong"),
  LEDGER_CLOSED(
      Labels.NONE,
      "burnrate_ledger_closed_timestamp_seconds",
      "Ledger minutes before this Unix time are closed"),
  LEDGER_LATE(
      Labels.NONE,
      true,
      "burnrate_ledger_late_samples",
      "Readings too late or out of order, not counted"),
  LEDGER_RESETS(
      Labels.NONE, true, "burnrate_ledger_counter_resets", "Energy counters seen to restart"),
  LEDGER_FAILED(
      Labels.NONE,
      true,
      "burnrate_ledger_failed_appends",
      "Ledger minutes that the store refused and that are tried again"),

  SLO_SLI(Labels.SLO, "burnrate_slo_sli_ratio", "Good requests over valid ones, 0 to 1"),
  SLO_TARGET(Labels.SLO, "burnrate_slo_target_ratio", "Wanted part of good requests, 0 to 1"),
  SLO_BUDGET(
      Labels.SLO,
      "burnrate_slo_budget_remaining_ratio",
      "Part of the error budget left; 1 is untouched, negative is overdrawn"),
  SLO_BURN(
      Labels.SLO_WINDOW,
      "burnrate_slo_burn_rate",
      "Error ratio of the window over the error ratio allowed; 1 uses up the budget exactly"),
  SLO_VALID(
      Labels.SLO, "burnrate_slo_valid_requests", "Requests that count, in the objective's window"),
  SLO_EVALUATED(
      Labels.SLO,
      "burnrate_slo_evaluated_timestamp_seconds",
      "Unix time at which the objective was counted"),

  DRIFT_PSI(Labels.FEATURE, "burnrate_drift_psi", "Population stability index of the feature"),
  DRIFT_EFFECT(
      Labels.FEATURE_EFFECT,
      "burnrate_drift_effect_size",
      "Effect size: KS distance of numbers, Cramer's V of categories"),
  DRIFT_VERDICTS(Labels.VERDICT, "burnrate_drift_verdicts", "Features by newest verdict"),

  ALERTS(Labels.ALERT, "burnrate_alerts", "Open alerts"),
  TARGET_UP(
      Labels.TARGET,
      "burnrate_target_up",
      "1 when the newest scrape brought a readable page, else 0",
      Merge.LEAST),
  HINTS(Labels.HINT, "burnrate_hints", "Hints that stand now"),
  FOLDED_SERIES(
      Labels.NONE,
      "burnrate_metrics_folded_series",
      "Label sets folded into " + SeriesCap.OTHER + " because a KPI has too many series");

  private final Labels labels;
  private final boolean counter;
  private final String metric;
  private final String help;
  private final Merge merge;

  Kpi(Labels labels, String metric, String help) {
    this(labels, false, metric, help);
  }

  Kpi(Labels labels, boolean counter, String metric, String help) {
    this.labels = labels;
    this.counter = counter;
    this.metric = metric;
    this.help = help;
    this.merge = labels.worst ? Merge.GREATEST : Merge.SUM;
  }

  Kpi(Labels labels, String metric, String help, Merge merge) {
    this.labels = labels;
    this.counter = false;
    this.metric = metric;
    this.help = help;
    this.merge = merge;
  }

  Labels labels() {
    return labels;
  }

  boolean counter() {
    return counter;
  }

  /** The name without the {@code _total} that a counter gets on the page. */
  String metric() {
    return metric;
  }

  String help() {
    return help;
  }

  /** What becomes of two values that fall on the same labels. */
  double merge(double a, double b) {
    return switch (merge) {
      case SUM -> a + b;
      case GREATEST -> Math.max(a, b);
      case LEAST -> Math.min(a, b);
    };
  }

  private enum Merge {
    SUM,
    GREATEST,
    LEAST
  }

  /** A set of label names that several KPIs share, and the one that is given up first. */
  enum Labels {
    NONE(-1, false),
    FLEET(2, false, "cluster", "pool", "node", "gpu_model"),
    LEDGER(2, false, "cluster", "pool", "namespace", "ledger_class"),
    SLO(0, true, "slo", "service"),
    SLO_WINDOW(0, true, "slo", "service", "window"),
    FEATURE(2, true, "model", "version", "feature"),
    FEATURE_EFFECT(2, true, "model", "version", "feature", "effect"),
    VERDICT(0, false, "verdict"),
    ALERT(0, false, "alertname", "severity", "state"),
    TARGET(0, false, "target", "cluster", "pool"),
    HINT(0, false, "kind");

    private final int foldedLabel;
    private final boolean worst;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    /**
     * @param worst whether folded values become the greatest of them instead of their sum
     */
    Labels(int foldedLabel, boolean worst, String... names) {
      this.foldedLabel = foldedLabel;
      this.worst = worst;
      this.names = List.of(names);
    }

    /** Place of the label that becomes {@link SeriesCap#OTHER} beyond the cap. */
    int foldedLabel() {
      return foldedLabel;
    }

    List<String> names() {
      return names;
    }
  }
}
