package io.burnrate.drift;

import io.burnrate.domain.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one feature of one model is distributed as it was in the reference, with everything
 * needed to judge the judgement. Figures that were not computed are NaN.
 *
 * @param reference when the reference rows are from; null without rows
 * @param current when the current rows are from; null without rows
 * @param psi population stability index on bins of the reference only
 * @param psiNoiseFloor the value that PSI stays under, without drift, with probability 1 - alpha
 * @param effect what the effect size is: {@link #KS_D}, {@link #PRESENCE_CHANGE}, {@link
 *     #CRAMERS_V} or {@link #CHANGED_RATIO}
 * @param effectSize from 0 to 1
 * @param pValue for categories of the chi-square test (Fisher's for a two by two table); for
 *     numbers twice the smaller one of the Kolmogorov-Smirnov test and the chi-square test on the
 *     bins
 * @param adjustedPValue after Benjamini-Hochberg over all features of the report
 * @param reason one sentence or two for a person
 * @param bins what moved, largest part of the PSI first; at most {@value #MAX_BINS}
 */
public record DriftVerdict(
    String model,
    String version,
    String feature,
    Kind kind,
    Verdict verdict,
    long referenceRows,
    long currentRows,
    @Nullable TimeRange reference,
    @Nullable TimeRange current,
    double psi,
    double psiNoiseFloor,
    String effect,
    double effectSize,
    double pValue,
    double adjustedPValue,
    String reason,
    List<Bin> bins) {
  /** Largest distance of the two distribution functions; for numbers. */
  public static final String KS_D = "ksD";

  /**
   * Part of the rows that lost or gained a number; for numbers, when it is larger than the
   * distance.
   */
  public static final String PRESENCE_CHANGE = "presenceChange";

  /**
   * Cramér's V as if both sides had equally many rows, less what chance alone adds; for categories.
   */
  public static final String CRAMERS_V = "cramersV";

  /** Part of the current rows that differ from a reference that was constant. */
  public static final String CHANGED_RATIO = "changedRatio";

  /** The most bins listed. */
  public static final int MAX_BINS = 12;

  public DriftVerdict {
    bins = List.copyOf(bins);
  }

  /** What the values are. */
  public enum Kind {
    /** Finite numbers, more than {@value FeatureComparison#MAX_CATEGORY_NUMBERS} different ones. */
    NUMERIC,
    /** Texts, booleans, and numbers of few different values. */
    CATEGORICAL
  }

  /** The judgement. */
  public enum Verdict {
    /** No current rows. */
    NO_DATA,
    /** Too few rows or values to tell. */
    INSUFFICIENT,
    NO_DRIFT,
    DRIFT
  }

  /** One bin: its label and its part of the reference and of the current rows. */
  public record Bin(
      String label, double referenceRatio, double currentRatio, double psiContribution) {}
}
