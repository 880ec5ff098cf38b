package io.burnrate.drift;

import java.time.Duration;

/**
 * Settings of the drift verdicts.
 *
 * @param referenceRows the first so many predictions of a model version are its reference; until
 *     twice as many are there, the earlier half is
 * @param currentWindow predictions of so long before the newest one are current, the reference's
 *     own left out
 * @param currentRows at most so many current rows are looked at, the newest
 * @param minRows fewer on either side are not judged
 * @param psiThreshold smallest PSI that counts as drift
 * @param effectThreshold smallest KS distance or Cramér's V that counts as drift
 * @param alpha false alarm rate of one run over all its features
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
  public static final DriftConfig DEFAULT =
      new DriftConfig(
          Duration.ofSeconds(30), 1000, Duration.ofHours(1), 10_000, 30, 0.1, 0.1, 0.05);
}
