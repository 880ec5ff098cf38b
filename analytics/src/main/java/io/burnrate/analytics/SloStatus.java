package io.burnrate.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How one service-level objective stands.
 *
 * @param valid requests that count, in the objective's window
 * @param good of them, those within the threshold and without an error
 * @param sliRatio good over valid; NaN when {@code valid} is 0
 * @param budgetRemainingRatio part of the error budget left; 1 is untouched, negative is overdrawn;
 *     NaN when {@code valid} is 0
 * @param evaluatedAt when it was counted; windows end here
 */
public record SloStatus(
    SloConfig config,
    State state,
    long valid,
    long good,
    double sliRatio,
    double budgetRemainingRatio,
    List<BurnRate> burnRates,
    Instant evaluatedAt) {
  public SloStatus {
    burnRates = List.copyOf(burnRates);
  }

  /** Whether it can be judged. */
  public enum State {
    /** No valid request in the window: neither met nor missed. */
    NO_DATA,
    MET,
    MISSED
  }

  /**
   * How fast the budget burns: the error ratio of the window over the error ratio allowed.
   *
   * @param ratio NaN when the window holds no valid request
   */
  public record BurnRate(Duration window, long valid, long bad, double ratio) {}
}
