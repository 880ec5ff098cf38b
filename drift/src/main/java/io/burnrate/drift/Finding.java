package io.burnrate.drift;

import io.burnrate.drift.DriftVerdict.Bin;
import io.burnrate.drift.DriftVerdict.Kind;
import java.util.List;

/**
 * What is known of one feature before it is judged together with all others.
 *
 * @param rows on both sides, with and without a value
 * @param values on both sides, of the usual type
 * @param notes further sentences for a person
 */
record Finding(
    String feature,
    Kind kind,
    Sides rows,
    Sides values,
    Figures figures,
    List<String> notes,
    List<Bin> bins) {

  /** A count on both sides. */
  record Sides(long reference, long current) {
    long smaller() {
      return Math.min(reference, current);
    }
  }

  /**
   * The figures; NaN where they were not computed.
   *
   * @param effect the name of the effect size
   * @param detectable the smallest effect size that these rows could show to be significant
   */
  record Figures(
      double psi,
      double psiNoiseFloor,
      String effect,
      double effectSize,
      double detectable,
      double pValue) {}
}
