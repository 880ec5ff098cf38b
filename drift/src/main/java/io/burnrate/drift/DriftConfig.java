package io.burnrate.drift;

import java.time.Duration;

/**
 * Settings of the drift verdicts. The constructor throws {@link IllegalArgumentException} on a
 * value out of range.
 *
 * @param evaluationInterval how often the owner calls {@link Drift#evaluate()}; longer than 0
 * @param referenceRows the first so many predictions of a model version are its reference; until
 *     twice as many are there, the earlier half is. 1 to {@value #MAX_ROWS}
 * @param currentWindow predictions of so long before the newest one are current, the reference's
 *     own left out; longer than 0
 * @param currentRows at most so many current rows are looked at, the newest. 1 to {@value
 *     #MAX_ROWS}
 * @param minRows fewer on either side are not judged; at least 2
 * @param psiThreshold smallest PSI that counts as drift; at least 0
 * @param effectThreshold smallest KS distance or Cramér's V that counts as drift; from 0 to 1
 * @param alpha false alarm rate of one run over all its features; above 0, below 1
 */
public record DriftConfig(
    Duration evaluationInterval,
    int referenceRows,
    Duration currentWindow,
    int currentRows,
    int minRows,
    double psiThreshold,
    double effectThreshold,
    double alpha) {
  /** The most rows of one model version that are looked at on either side. */
  public static final int MAX_ROWS = 1_000_000;

  public static final DriftConfig DEFAULT =
      new DriftConfig(
          Duration.ofSeconds(30), 1000, Duration.ofHours(1), 10_000, 30, 0.1, 0.1, 0.05);

  public DriftConfig {
    require(isPositive(evaluationInterval), "evaluationInterval: longer than 0");
    require(referenceRows >= 1 && referenceRows <= MAX_ROWS, "referenceRows: 1 to " + MAX_ROWS);
    require(isPositive(currentWindow), "currentWindow: longer than 0");
    require(currentRows >= 1 && currentRows <= MAX_ROWS, "currentRows: 1 to " + MAX_ROWS);
    require(minRows >= 2, "minRows: at least 2");
    require(psiThreshold >= 0 && Double.isFinite(psiThreshold), "psiThreshold: at least 0");
    require(effectThreshold >= 0 && effectThreshold <= 1, "effectThreshold: from 0 to 1");
    require(alpha > 0 && alpha < 1, "alpha: above 0, below 1");
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
