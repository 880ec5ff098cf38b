package io.burnrate.drift;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Builds the values of one feature for tests. */
final class Features {
  private Features() {}

  /** Numbers drawn from {@code draw}. */
  static FeatureValues numbers(int rows, Random random, ToDoubleFunction<Random> draw) {
    FeatureValues.Builder builder = new FeatureValues.Builder();
    for (int i = 0; i < rows; i++) {
      builder.add(draw.applyAsDouble(random));
    }
    return builder.build(rows);
  }

  /** Texts drawn from {@code draw}. */
  static FeatureValues texts(int rows, Random random, Function<Random, String> draw) {
    FeatureValues.Builder builder = new FeatureValues.Builder();
    for (int i = 0; i < rows; i++) {
      builder.add(draw.apply(random));
    }
    return builder.build(rows);
  }

  /** The given values in {@code rows} rows, the rest of them missing. */
  static FeatureValues valuesOf(int rows, Object... values) {
    FeatureValues.Builder builder = new FeatureValues.Builder();
    for (Object value : values) {
      if (value instanceof Number number) {
        builder.add(number.doubleValue());
      } else {
        builder.add(value.toString());
      }
    }
    return builder.build(rows);
  }

  /** {@code value} in {@code rows} rows. */
  static FeatureValues repeated(int rows, Object value) {
    return valuesOf(rows, Collections.nCopies(rows, value).toArray());
  }

  /** The verdict on one feature that is the only one of the run. */
  static DriftVerdict judge(FeatureValues reference, FeatureValues current) {
    return judge(DriftConfig.DEFAULT, List.of(reference), List.of(current)).get(0);
  }

  /** The verdicts on several features of one run, by their place. */
  static List<DriftVerdict> judge(
      DriftConfig config, List<FeatureValues> reference, List<FeatureValues> current) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < reference.size(); i++) {
      String name = "f" + (100 + i);
      findings.add(FeatureComparison.compare(name, reference.get(i), current.get(i), config));
    }
    ModelEvaluation.Outcome outcome =
        new ModelEvaluation.Outcome(new Extent(0, 0, 0), null, null, findings, List.of(), 0, 0);
    return Verdicts.of(config, Map.of(new ModelVersion("m", "1"), outcome));
  }
}
