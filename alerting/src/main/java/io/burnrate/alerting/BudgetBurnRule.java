package io.burnrate.alerting;

import io.burnrate.analytics.SloConfig;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.SloStatus.BurnRate;
import io.burnrate.domain.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error budget that burns too fast, by two windows (Google SRE workbook, chapter 5): 2 % of the
 * budget in 1 h with 5 m still burning, or 5 % in 6 h with 30 m (1 h where 30 m is not counted)
 * still burning. For 30 days these are burn rates of 14.4 and 6; other periods scale them.
 *
 * <p>Departures, so that few requests do not page: the long window must hold {@link #LEAST_BAD} bad
 * requests, and the lower end of the one-sided 95 % Wilson interval of its error ratio must be over
 * the threshold too. A threshold is never under 1, which any budget survives, and never asks for
 * more than {@link #MOST_ERROR_RATIO} of all requests to fail, which loose targets never reach.
 */
final class BudgetBurnRule implements AlertRule {
  static final int LEAST_BAD = 5;
  static final double MOST_ERROR_RATIO = 0.5;

  /** Quantile of the normal distribution at 0.95. */
  private static final double Z = 1.6448536269514722;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  /** Part of the budget, over a long window, with a short one that says whether it goes on. */
  private record Pair(double budgetRatio, Duration longWindow, List<Duration> shortWindows) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(0.02, HOUR, List.of(Duration.ofMinutes(5))),
          new Pair(0.05, SIX_HOURS, List.of(Duration.ofMinutes(30), HOUR)));

  /** How one pair, or all of them, stand. */
  enum Burn {
    CLEAR,
    MISSING,
    BURNING
  }

  @Override
  public Findings look(Snapshot snapshot, String severity) {
    List<SloStatus> slos = snapshot.slos();
    if (slos == null) {
      return Findings.missing();
    }
    List<Finding> met = new ArrayList<>();
    Map<String, Burn> byName = new HashMap<>();
    for (SloStatus slo : slos) {
      Burn burn = burn(slo);
      byName.put(slo.config().name(), burn);
      if (burn == Burn.BURNING) {
        Labels labels =
            Labels.of(RuleKind.ERROR_BUDGET_BURN, severity)
                .with("slo", slo.config().name())
                .with("service", slo.config().service());
        met.add(Finding.of(labels, () -> annotations(slo), Double.NaN));
      }
    }
    return new Findings(met, labels -> standing(byName.get(labels.getOrDefault("slo", ""))));
  }

  private static Findings.Standing standing(@Nullable Burn burn) {
    if (burn == null) {
      return Findings.Standing.UNLISTED;
    }
    return burn == Burn.MISSING ? Findings.Standing.MISSING : Findings.Standing.CLEAR;
  }

  static Burn burn(SloStatus slo) {
    if (slo.state() == SloStatus.State.NO_DATA) {
      return Burn.MISSING;
    }
    Burn worst = Burn.CLEAR;
    for (Pair pair : PAIRS) {
      Burn burn = burn(slo, pair);
      worst = burn.compareTo(worst) > 0 ? burn : worst;
    }
    return worst;
  }

  private static Burn burn(SloStatus slo, Pair pair) {
    if (pair.longWindow().compareTo(slo.config().window()) > 0) {
      return Burn.CLEAR;
    }
    BurnRate over = rate(slo, pair.longWindow());
    if (over == null || Double.isNaN(over.ratio())) {
      return Burn.MISSING;
    }
    double threshold = threshold(slo.config(), pair.budgetRatio(), pair.longWindow());
    if (!(over.ratio() > threshold) || !convincing(over, threshold * budget(slo.config()))) {
      return Burn.CLEAR;
    }
    for (Duration window : pair.shortWindows()) {
      BurnRate still = rate(slo, window);
      if (still != null) {
        return Double.isNaN(still.ratio())
            ? Burn.MISSING
            : still.ratio() > threshold ? Burn.BURNING : Burn.CLEAR;
      }
    }
    return Burn.MISSING;
  }

  /** The burn rate that eats {@code budgetRatio} of the period's budget within {@code window}. */
  static double threshold(SloConfig slo, double budgetRatio, Duration window) {
    double scaled = budgetRatio * slo.window().toMillis() / window.toMillis();
    return Math.max(1, Math.min(scaled, MOST_ERROR_RATIO / budget(slo)));
  }

  private static boolean convincing(BurnRate rate, double errorRatio) {
    return rate.bad() >= LEAST_BAD && wilsonLower(rate.bad(), rate.valid(), Z) > errorRatio;
  }

  /**
   * Lower end of the interval of a ratio (Wilson 1927).
   *
   * @param z quantile of the normal distribution
   */
  static double wilsonLower(long bad, long valid, double z) {
    Checks.notNegative(valid - 1, "valid - 1");
    double n = valid;
    double ratio = bad / n;
    double centre = ratio + z * z / (2 * n);
    double spread = z * Math.sqrt(ratio * (1 - ratio) / n + z * z / (4 * n * n));
    return Math.max(0, (centre - spread) / (1 + z * z / n));
  }

  private static double budget(SloConfig slo) {
    return 1 - slo.target();
  }

  private static @Nullable BurnRate rate(SloStatus slo, Duration window) {
    for (BurnRate each : slo.burnRates()) {
      if (each.window().equals(window)) {
        return each;
      }
    }
    return null;
  }

  private static Map<String, String> annotations(SloStatus slo) {
    SloConfig config = slo.config();
    Labels annotations =
        new Labels()
            .with("summary", "The error budget of " + config.name() + " burns too fast")
            .with(
                "description",
                figure(100 * slo.sliRatio())
                    + " % of the requests to "
                    + config.service()
                    + " were good, wanted are "
                    + figure(100 * config.target())
                    + " %; "
                    + figure(100 * slo.budgetRemainingRatio())
                    + " % of the budget is left.")
            .with("sliRatio", figure(slo.sliRatio()))
            .with("budgetRemainingRatio", figure(slo.budgetRemainingRatio()));
    for (BurnRate rate : slo.burnRates()) {
      annotations.with("burnRate" + name(rate.window()), figure(rate.ratio()));
    }
    return annotations.map();
  }

  private static String name(Duration window) {
    return window.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String figure(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "";
  }
}
