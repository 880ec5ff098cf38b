package io.burnrate.drift;

import static io.burnrate.drift.Features.judge;
import static io.burnrate.drift.Features.numbers;
import static io.burnrate.drift.Features.repeated;
import static io.burnrate.drift.Features.texts;
import static io.burnrate.drift.Features.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.drift.DriftVerdict.Kind;
import io.burnrate.drift.DriftVerdict.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureComparisonTest {
  private final Random random = new Random(7);

  private static String color(Random random) {
    return List.of("red", "green", "blue").get(random.nextInt(3));
  }

  @Test
  void shiftedNumbersDrift() {
    DriftVerdict verdict =
        judge(
            numbers(1000, random, Random::nextGaussian),
            numbers(1000, random, r -> r.nextGaussian() + 0.5));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.kind()).isEqualTo(Kind.NUMERIC);
    assertThat(verdict.effect()).isEqualTo(DriftVerdict.KS_D);
    // the distance of two normal distributions half a deviation apart is 2 Phi(1/4) - 1
    assertThat(verdict.effectSize()).isCloseTo(0.1974, within(0.06));
    // their PSI is the square of the shift
    assertThat(verdict.psi()).isCloseTo(0.25, within(0.08)).isGreaterThan(verdict.psiNoiseFloor());
    assertThat(verdict.bins()).isNotEmpty().hasSizeLessThanOrEqualTo(DriftVerdict.MAX_BINS);
    assertThat(verdict.reason()).contains("KS distance").contains("noise floor");
  }

  @Test
  void widerSpreadDriftsThoughTheMiddleStays() {
    DriftVerdict verdict =
        judge(
            numbers(1000, random, Random::nextGaussian),
            numbers(300, random, r -> 1.6 * r.nextGaussian()));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.adjustedPValue()).isLessThan(1e-4);
  }

  @Test
  void jumpInMissingValuesIsDriftByItself() {
    FeatureValues reference = numbers(1000, random, Random::nextGaussian);
    FeatureValues.Builder some = new FeatureValues.Builder();
    for (int i = 0; i < 700; i++) {
      some.add(random.nextGaussian());
    }
    DriftVerdict verdict = judge(reference, some.build(1000));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.effect()).isEqualTo(DriftVerdict.PRESENCE_CHANGE);
    assertThat(verdict.effectSize()).isCloseTo(0.3, within(1e-12));
    assertThat(verdict.reason()).contains("Missing in 30.0 % of the current rows");
    assertThat(verdict.bins().get(0).label()).isEqualTo("(missing)");
  }

  @Test
  void featureThatVanishesDrifts() {
    DriftVerdict verdict =
        judge(numbers(1000, random, Random::nextGaussian), FeatureValues.missing(400));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.effectSize()).isEqualTo(1);
  }

  @Test
  void featureThatAppearsDrifts() {
    DriftVerdict verdict =
        judge(FeatureValues.missing(1000), numbers(400, random, Random::nextGaussian));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.effect()).isEqualTo(DriftVerdict.CHANGED_RATIO);
    assertThat(verdict.reason()).contains("The reference never has a value.");
  }

  @Test
  void featureWithoutAnyValueIsInsufficient() {
    DriftVerdict verdict = judge(FeatureValues.missing(1000), FeatureValues.missing(400));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(verdict.reason()).contains("Only 0 reference and 0 current values");
  }

  @Test
  void valuesOfAnotherTypeAreToldApart() {
    FeatureValues reference = numbers(1000, random, Random::nextGaussian);
    Object[] mixed = new Object[1000];
    Arrays.fill(mixed, 0, 250, "n/a");
    for (int i = 250; i < 1000; i++) {
      mixed[i] = random.nextGaussian();
    }
    DriftVerdict verdict = judge(reference, valuesOf(1000, mixed));
    assertThat(verdict.kind()).isEqualTo(Kind.NUMERIC);
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.bins().get(0).label()).isEqualTo("(other type)");
    assertThat(verdict.bins().get(0).currentRatio()).isEqualTo(0.25);
    assertThat(verdict.reason()).contains("The type of the values changed.");
  }

  @Test
  void constantReferenceMeasuresThePartThatChanged() {
    FeatureValues reference = repeated(500, 3);
    assertThat(judge(reference, repeated(500, 3)).verdict()).isEqualTo(Verdict.NO_DRIFT);
    Object[] some = new Object[500];
    Arrays.fill(some, 0, 400, 3);
    Arrays.fill(some, 400, 500, 4);
    DriftVerdict changed = judge(reference, valuesOf(500, some));
    assertThat(changed.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(changed.effect()).isEqualTo(DriftVerdict.CHANGED_RATIO);
    assertThat(changed.effectSize()).isCloseTo(0.2, within(1e-12));
    assertThat(changed.reason()).contains("The reference was constant: 3.").contains("4 20.0 %");
    assertThat(judge(repeated(500, "eu"), repeated(40, "us")).verdict()).isEqualTo(Verdict.DRIFT);
  }

  @Test
  void oneChangedRowOfManyIsNoDrift() {
    Object[] one = new Object[500];
    Arrays.fill(one, "eu");
    one[0] = "us";
    DriftVerdict verdict = judge(repeated(500, "eu"), valuesOf(500, one));
    assertThat(verdict.verdict()).isEqualTo(Verdict.NO_DRIFT);
    assertThat(verdict.effectSize()).isCloseTo(0.002, within(1e-12));
  }

  @Test
  void newCategoryIsNamedWithItsShare() {
    FeatureValues reference = texts(1000, random, FeatureComparisonTest::color);
    Object[] rows = new Object[1000];
    for (int i = 0; i < 1000; i++) {
      rows[i] = i < 200 ? "violet" : color(random);
    }
    DriftVerdict verdict = judge(reference, valuesOf(1000, rows));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(verdict.effect()).isEqualTo(DriftVerdict.CRAMERS_V);
    assertThat(verdict.reason()).contains("New in 20.0 % of the current rows: violet 20.0 %.");
    assertThat(verdict.bins().get(0).label()).isEqualTo("(other or new)");
  }

  @Test
  void rareNewCategoryIsNamedButNoDrift() {
    FeatureValues reference = texts(1000, random, FeatureComparisonTest::color);
    Object[] rows = new Object[1000];
    for (int i = 0; i < 1000; i++) {
      rows[i] = i < 3 ? "violet" : color(random);
    }
    DriftVerdict verdict = judge(reference, valuesOf(1000, rows));
    assertThat(verdict.verdict()).isEqualTo(Verdict.NO_DRIFT);
    assertThat(verdict.reason()).contains("violet 0.3 %");
  }

  @Test
  void namesThatOccurOnceNeverLookNew() {
    FeatureValues reference = texts(1000, random, r -> "user-" + r.nextInt(1_000_000));
    FeatureValues current = texts(1000, random, r -> "user-" + r.nextInt(1_000_000));
    DriftVerdict verdict = judge(reference, current);
    assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(verdict.psi()).isZero();
  }

  @Test
  void numbersOfFewValuesAndBooleansAreCategories() {
    DriftVerdict stars =
        judge(numbers(1000, random, r -> r.nextInt(5)), numbers(1000, random, r -> r.nextInt(4)));
    assertThat(stars.kind()).isEqualTo(Kind.CATEGORICAL);
    assertThat(stars.verdict()).isEqualTo(Verdict.DRIFT);
    assertThat(stars.bins().get(0).label()).isEqualTo("4");
    DriftVerdict flags =
        judge(
            texts(1000, random, r -> "" + r.nextBoolean()),
            texts(1000, random, r -> "" + (r.nextInt(4) == 0)));
    assertThat(flags.kind()).isEqualTo(Kind.CATEGORICAL);
    assertThat(flags.verdict()).isEqualTo(Verdict.DRIFT);
  }

  @Test
  void tooFewRowsAreNotJudged() {
    DriftVerdict verdict =
        judge(numbers(1000, random, Random::nextGaussian), numbers(29, random, r -> 1e6));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(verdict.reason()).contains("29 current").contains("at least 30");
    assertThat(verdict.pValue()).isNaN();
  }

  @Test
  void noRowsAreNoData() {
    DriftVerdict verdict =
        judge(numbers(1000, random, Random::nextGaussian), FeatureValues.missing(0));
    assertThat(verdict.verdict()).isEqualTo(Verdict.NO_DATA);
  }

  @Test
  void rowsThatCannotShowAnEffectOfTheThresholdAreInsufficient() {
    FeatureValues reference = numbers(1000, random, Random::nextGaussian);
    DriftVerdict few = judge(reference, numbers(100, random, Random::nextGaussian));
    assertThat(few.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    // 1.480 sqrt(1/1000 + 1/100), the distance that is significant at 0.025
    assertThat(few.reason()).contains("1,000 reference and 100 current values").contains("0.155");
    assertThat(judge(reference, numbers(1000, random, Random::nextGaussian)).verdict())
        .isEqualTo(Verdict.NO_DRIFT);
  }

  @Test
  void fewRowsStillShowALargeEffect() {
    DriftVerdict verdict =
        judge(
            numbers(1000, random, Random::nextGaussian),
            numbers(50, random, r -> r.nextGaussian() + 2));
    assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
  }

  @Test
  void significantButSmallEffectIsNoDrift() {
    DriftVerdict verdict =
        judge(
            numbers(20_000, random, Random::nextGaussian),
            numbers(20_000, random, r -> r.nextGaussian() + 0.1));
    assertThat(verdict.adjustedPValue()).isLessThan(0.001);
    assertThat(verdict.verdict()).isEqualTo(Verdict.NO_DRIFT);
  }

  @Test
  void oneFarValueMasksNoShiftOnEitherSide() {
    FeatureValues reference = numbers(2000, new Random(1), Random::nextGaussian);
    FeatureValues current = numbers(2000, new Random(2), r -> r.nextGaussian() + 1);
    DriftVerdict clean = judge(reference, current);
    double[] outlierNow = current.numbers().clone();
    outlierNow[1999] = 1e4;
    double[] outlierBefore = reference.numbers().clone();
    outlierBefore[1999] = 1e4;
    for (DriftVerdict verdict :
        List.of(
            judge(reference, numbersOf(outlierNow)), judge(numbersOf(outlierBefore), current))) {
      assertThat(verdict.verdict()).isEqualTo(Verdict.DRIFT);
      assertThat(verdict.psi()).isCloseTo(clean.psi(), within(0.02 * clean.psi()));
    }
  }

  private static FeatureValues numbersOf(double[] values) {
    return valuesOf(values.length, Arrays.stream(values).boxed().toArray());
  }
}
