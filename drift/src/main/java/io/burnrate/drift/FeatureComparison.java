package io.burnrate.drift;

import io.burnrate.drift.DriftVerdict.Kind;
import io.burnrate.drift.Finding.Figures;
import io.burnrate.drift.Finding.Sides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares the two sides of one feature. */
final class FeatureComparison {
  /** Numbers of so few different values in the reference are compared as categories. */
  static final int MAX_CATEGORY_NUMBERS = 5;

  private static final int MIN_PER_PART = 10;

  private final String feature;
  private final FeatureValues reference;
  private final FeatureValues current;
  private final DriftConfig config;

  private FeatureComparison(
      String feature, FeatureValues reference, FeatureValues current, DriftConfig config) {
    this.feature = feature;
    this.reference = reference;
    this.current = current;
    this.config = config;
  }

  /** The figures; with fewer than {@code config.minRows()} rows on a side only the counts. */
  static Finding compare(
      String feature, FeatureValues reference, FeatureValues current, DriftConfig config) {
    return new FeatureComparison(feature, reference, current, config).compare();
  }

  private Finding compare() {
    boolean numbers = mostlyNumbers();
    if (Math.min(reference.rows(), current.rows()) < config.minRows()) {
      return countsOnly(numbers ? Kind.NUMERIC : Kind.CATEGORICAL);
    }
    if (!numbers) {
      return categories(reference.texts(), current.texts());
    }
    if (reference.distinctNumbers(MAX_CATEGORY_NUMBERS) <= MAX_CATEGORY_NUMBERS) {
      return categories(reference.numbersAsTexts(), current.numbersAsTexts());
    }
    return numbers();
  }

  /** By the majority in the reference, or in the current rows if the reference has no value. */
  private boolean mostlyNumbers() {
    boolean known = reference.numbers().length + reference.textCount() > 0;
    FeatureValues decisive = known ? reference : current;
    return decisive.numbers().length > 0 && decisive.numbers().length >= decisive.textCount();
  }

  private Finding countsOnly(Kind kind) {
    Sides values =
        new Sides(reference.rows() - reference.missing(), current.rows() - current.missing());
    String effect = kind == Kind.NUMERIC ? DriftVerdict.KS_D : DriftVerdict.CRAMERS_V;
    Figures none = new Figures(Double.NaN, Double.NaN, effect, Double.NaN, Double.NaN, Double.NaN);
    return new Finding(feature, kind, rows(), values, none, List.of(), List.of());
  }

  private Sides rows() {
    return new Sides(reference.rows(), current.rows());
  }

  private Finding numbers() {
    double[] before = reference.numbers();
    double[] now = current.numbers();
    Sides values = new Sides(before.length, now.length);
    Histogram histogram = histogram(NumericBins.DECILES, values);
    double pValue = histogram(testedParts(values), values).contingency().pValue();
    String effect = DriftVerdict.PRESENCE_CHANGE;
    double effectSize = presenceChange(values);
    double detectable = 1;
    List<String> notes = new ArrayList<>();
    if (values.smaller() >= config.minRows()) {
      KolmogorovSmirnov test = KolmogorovSmirnov.of(before, now);
      // Two tests, so twice the smaller p-value. The second sees spread and missing values well.
      pValue = Math.min(1, 2 * Math.min(pValue, test.pValue()));
      detectable =
          KolmogorovSmirnov.smallestSignificant(before.length, now.length, config.alpha() / 2);
      if (test.distance() >= effectSize) {
        effect = DriftVerdict.KS_D;
        effectSize = test.distance();
      }
    }
    noteOddOnes(notes, values);
    Psi psi = histogram.psi();
    Figures figures =
        new Figures(
            psi.value(), psi.noiseFloor(config.alpha()), effect, effectSize, detectable, pValue);
    return new Finding(
        feature, Kind.NUMERIC, rows(), values, figures, notes, histogram.largest(psi));
  }

  private Histogram histogram(int parts, Sides values) {
    NumericBins bins = NumericBins.of(reference.numbers(), parts);
    Histogram histogram = new Histogram();
    histogram.add(bins.labels(), bins.count(reference.numbers()), bins.count(current.numbers()));
    addOddOnes(histogram, values);
    return histogram;
  }

  /**
   * Fewer bins for few values, so that the table never pools them. Each holds the same part of the
   * reference, so which of them are rare would be known from the current side alone, and pooling
   * those would make the test reject far too often.
   */
  private static int testedParts(Sides values) {
    return (int) Math.max(2, Math.min(NumericBins.DECILES, values.smaller() / MIN_PER_PART));
  }

  private Finding categories(Map<String, Integer> before, Map<String, Integer> now) {
    Sides values = new Sides(CategoryBins.sum(before), CategoryBins.sum(now));
    Contingency table = contingency(before, now, values);
    CategoryBins bins = new CategoryBins(before, now);
    Histogram histogram = bins.histogram();
    addOddOnes(histogram, values);
    List<String> notes = new ArrayList<>();
    String effect = DriftVerdict.CRAMERS_V;
    double effectSize = table.cramersV();
    double detectable = table.smallestSignificantV(config.alpha());
    if (before.size() == 1 && values.reference() == reference.rows()) {
      String value = before.keySet().iterator().next();
      notes.add("The reference was constant: " + Wording.name(value) + ".");
      effect = DriftVerdict.CHANGED_RATIO;
      effectSize = 1 - now.getOrDefault(value, 0) / (double) current.rows();
      detectable = smallestSignificantChange();
    } else if (reference.missing() == reference.rows()) {
      notes.add("The reference never has a value.");
      effect = DriftVerdict.CHANGED_RATIO;
      effectSize = 1 - current.missing() / (double) current.rows();
      detectable = smallestSignificantChange();
    }
    bins.noteUnseen(notes, current.rows());
    noteOddOnes(notes, values);
    Psi psi = histogram.psi();
    Figures figures =
        new Figures(
            psi.value(),
            psi.noiseFloor(config.alpha()),
            effect,
            effectSize,
            detectable,
            table.pValue());
    return new Finding(
        feature, Kind.CATEGORICAL, rows(), values, figures, notes, histogram.largest(psi));
  }

  /** Every category of either side, in the order of names so that the answer is always the same. */
  private Contingency contingency(
      Map<String, Integer> before, Map<String, Integer> now, Sides values) {
    Histogram every = new Histogram();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      every.add(name, before.getOrDefault(name, 0), now.getOrDefault(name, 0));
    }
    addOddOnes(every, values);
    return every.contingency();
  }

  private void addOddOnes(Histogram histogram, Sides values) {
    histogram.add("(missing)", reference.missing(), current.missing());
    histogram.add(
        "(other type)",
        reference.rows() - reference.missing() - values.reference(),
        current.rows() - current.missing() - values.current());
  }

  private double missingRatioChange() {
    return current.missing() / (double) current.rows()
        - reference.missing() / (double) reference.rows();
  }

  private double otherTypeRatioChange(Sides values) {
    return (current.rows() - current.missing() - values.current()) / (double) current.rows()
        - (reference.rows() - reference.missing() - values.reference()) / (double) reference.rows();
  }

  /** Total variation distance of present, missing and other type: the part of rows that moved. */
  private double presenceChange(Sides values) {
    double missing = missingRatioChange();
    double otherType = otherTypeRatioChange(values);
    return (Math.abs(missing) + Math.abs(otherType) + Math.abs(missing + otherType)) / 2;
  }

  private void noteOddOnes(List<String> notes, Sides values) {
    if (Math.abs(missingRatioChange()) >= config.effectThreshold()) {
      notes.add(
          "Missing in "
              + Wording.percent(current.missing() / (double) current.rows())
              + " of the current rows, "
              + Wording.percent(reference.missing() / (double) reference.rows())
              + " of the reference.");
    }
    if (Math.abs(otherTypeRatioChange(values)) >= config.effectThreshold()) {
      notes.add("The type of the values changed.");
    }
  }

  /**
   * The smallest part of the current rows that, if all of them differ from a constant reference, is
   * significant by Fisher's exact test: C(m, k) / C(n + m, k) &lt; alpha.
   */
  private double smallestSignificantChange() {
    double pValue = 1;
    for (long k = 0; k < current.rows(); k++) {
      pValue *= (current.rows() - k) / (double) (reference.rows() + current.rows() - k);
      if (pValue < config.alpha()) {
        return (k + 1) / (double) current.rows();
      }
    }
    return 1;
  }
}
