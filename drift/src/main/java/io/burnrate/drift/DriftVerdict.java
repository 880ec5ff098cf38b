package io.burnrate.drift;

import io.burnrate.domain.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one feature of one model is distributed as it was in the reference, with everything
 * needed to judge the judgement. Figures that were not computed are NaN.
 *
 * @param psi population stability index on bins of the reference only
 * @param psiNoiseFloor the value that PSI stays under, without drift, with probability 1 - alpha
 * @param effect what the effect size is: {@code ksD} for numbers, {@code cramersV} for categories
 * @param pValue of the Kolmogorov-Smirnov or the chi-square test
 * @param adjustedPValue after Benjamini-Hochberg over all features of the run
 * @param reason one sentence for a person
 * @param bins what moved, largest part of the PSI first
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
  public DriftVerdict {
    bins = List.copyOf(bins);
  }

  /** What the values are. */
  public enum Kind {
    NUMERIC,
    CATEGORICAL
  }

  /** The judgement. */
  public enum Verdict {
    /** No current rows. */
    NO_DATA,
    /** Too few rows to tell. */
    INSUFFICIENT,
    NO_DRIFT,
    DRIFT
  }

  /** One bin: its label and its part of the reference and of the current rows. */
  public record Bin(
      String label, double referenceRatio, double currentRatio, double psiContribution) {}
}
