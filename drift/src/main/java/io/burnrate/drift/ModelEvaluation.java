package io.burnrate.drift;

import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares all features of one model version. Not thread-safe. */
final class ModelEvaluation {
  private static final Logger LOG = LoggerFactory.getLogger(ModelEvaluation.class);

  private final DriftConfig config;
  private final Predictions predictions;
  private final ReferenceCache references;

  ModelEvaluation(DriftConfig config, Predictions predictions, ReferenceCache references) {
    this.config = config;
    this.predictions = predictions;
    this.references = references;
  }

  /**
   * What came of it.
   *
   * @param extent what was stored of the model version when it began
   * @param characters how much text was read, about
   */
  record Outcome(
      Extent extent,
      @Nullable TimeRange reference,
      @Nullable TimeRange current,
      List<Finding> findings,
      List<String> problems,
      long unreadableRows,
      long characters) {}

  /** Reads both sides and compares. Throws BurnrateException when the store does not answer. */
  Outcome evaluate(ModelVersion model, Extent extent, int maxFeatures) {
    Instant end = Instant.ofEpochMilli(extent.newestMillis() + 1);
    Reference reference = reference(model, extent, end, maxFeatures);
    long windowStart = extent.newestMillis() - config.currentWindow().toMillis();
    long start = Math.max(0, Math.max(windowStart, reference.lastMillis()));
    TimeRange range = new TimeRange(Instant.ofEpochMilli(start), end);
    Sample before = reference.sample();
    Sample now = predictions.newest(model, range, config.currentRows(), reference, maxFeatures);
    List<String> problems = problems(model, before, now, maxFeatures);
    long read = now.rows() + now.unreadableRows();
    if (read < config.currentRows()
        && read == Predictions.affordable(config.currentRows(), reference.meanCharacters())) {
      problems.add(
          model.label()
              + ": rows are long, so the newest "
              + Wording.count(read)
              + " current ones are judged");
    }
    List<Finding> findings = compare(model, before, now, problems);
    long rows = before.rows() + now.rows();
    return new Outcome(
        extent,
        before.range(),
        now.range(),
        findings,
        problems,
        before.unreadableRows() + now.unreadableRows(),
        rows * Math.max(1, reference.meanCharacters()));
  }

  private Reference reference(ModelVersion model, Extent extent, Instant end, int maxFeatures) {
    Reference known = references.get(model);
    if (known != null
        && fits(known.sample(), maxFeatures)
        && predictions.rowsUpTo(model, known.lastMillis()) <= known.rowsUpToLast()) {
      return known;
    }
    references.remove(model);
    boolean complete = extent.rows() >= 2L * config.referenceRows();
    int rows = complete ? config.referenceRows() : (int) Math.max(1, extent.rows() / 2);
    TimeRange range = new TimeRange(Instant.EPOCH, end);
    Reference read = predictions.oldest(model, range, rows, maxFeatures);
    if (complete) {
      long rowsUpToLast = predictions.rowsUpTo(model, read.lastMillis());
      references.put(model, read.countedUpToLast(rowsUpToLast));
    }
    return read;
  }

  /** Whether it would hold the same features if it were read again. */
  private static boolean fits(Sample reference, int maxFeatures) {
    int features = reference.features().size();
    return reference.surplusFeatures() == 0 ? features <= maxFeatures : features == maxFeatures;
  }

  private List<Finding> compare(
      ModelVersion model, Sample before, Sample now, List<String> problems) {
    Set<String> features = new LinkedHashSet<>(before.features().keySet());
    features.addAll(now.features().keySet());
    List<Finding> findings = new ArrayList<>();
    for (String feature : features) {
      try {
        findings.add(
            FeatureComparison.compare(
                feature, before.values(feature), now.values(feature), config));
      } catch (RuntimeException e) {
        LOG.warn("{}: feature {} could not be compared", model, feature, e);
        problems.add(model.label() + ": feature " + Wording.name(feature) + " was not compared");
      }
    }
    return findings;
  }

  private static List<String> problems(
      ModelVersion model, Sample before, Sample now, int maxFeatures) {
    List<String> problems = new ArrayList<>();
    long unreadable = before.unreadableRows() + now.unreadableRows();
    if (unreadable > 0) {
      problems.add(
          model.label()
              + ": rows left out because their features are no JSON object: "
              + Wording.count(unreadable));
    }
    int surplus = Math.max(before.surplusFeatures(), now.surplusFeatures());
    if (surplus > 0) {
      problems.add(
          model.label()
              + ": "
              + Wording.count(maxFeatures + (long) surplus)
              + (surplus == Sample.MAX_SURPLUS_COUNTED ? " features or more" : " features")
              + ", the first "
              + Wording.count(maxFeatures)
              + " judged");
    }
    return problems;
  }
}
