package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.drift.DriftVerdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** How often features that do not drift are said to, and the other way round. Seeded. */
class FalseAlarmTest {
  private static final int RUNS = 1000;
  private static final double ALPHA = DriftConfig.DEFAULT.alpha();

  private final Random random = new Random(20_240_607);

  private record Rates(double significant, double drift) {}

  private static Rates rates(int runs, Supplier<DriftVerdict> run) {
    int significant = 0;
    int drift = 0;
    for (int i = 0; i < runs; i++) {
      DriftVerdict verdict = run.get();
      significant += verdict.pValue() < ALPHA ? 1 : 0;
      drift += verdict.verdict() == Verdict.DRIFT ? 1 : 0;
    }
    return new Rates(significant / (double) runs, drift / (double) runs);
  }

  private Rates sameNumbers(int before, int now, ToDoubleFunction<Random> draw) {
    return rates(
        RUNS,
        () ->
            Features.judge(
                Features.numbers(before, random, draw), Features.numbers(now, random, draw)));
  }

  private Rates sameCategories(int before, int now, int categories) {
    return rates(
        RUNS,
        () ->
            Features.judge(
                Features.texts(before, random, r -> "c" + r.nextInt(categories)),
                Features.texts(now, random, r -> "c" + r.nextInt(categories))));
  }

  /** A test at 5 % that is exact rejects 3 to 7 % of a thousand runs. */
  @Test
  void sixCategoriesOf500RowsEach() {
    Rates rates = sameCategories(500, 500, 6);
    assertThat(rates.significant()).isBetween(0.03, 0.07);
    assertThat(rates.drift()).isLessThan(0.03);
  }

  @Test
  void sixCategoriesOf500RowsAgainst5000() {
    Rates rates = sameCategories(500, 5000, 6);
    assertThat(rates.significant()).isBetween(0.03, 0.07);
    assertThat(rates.drift()).isLessThan(0.03);
  }

  @Test
  void longTailOfCategories() {
    Rates rates =
        rates(
            400,
            () ->
                Features.judge(
                    Features.texts(1000, random, FalseAlarmTest::tail),
                    Features.texts(500, random, FalseAlarmTest::tail)));
    assertThat(rates.significant()).isLessThan(0.07);
    assertThat(rates.drift()).isLessThan(0.07);
  }

  private static String tail(Random random) {
    return "c" + (int) (1 / (random.nextDouble() + 1e-3));
  }

  @Test
  void threeHundredEquallyRareCategories() {
    assertThat(sameCategories(1000, 1000, 300).drift()).isLessThan(0.07);
  }

  @Test
  void numbersOf1001RowsAgainst50() {
    assertThat(sameNumbers(1001, 50, Random::nextGaussian).drift()).isLessThanOrEqualTo(0.05);
  }

  @Test
  void numbersOf1001RowsAgainst200() {
    assertThat(sameNumbers(1001, 200, r -> Math.exp(r.nextGaussian())).drift())
        .isLessThanOrEqualTo(0.05);
  }

  @Test
  void wholeNumbersWithManyTies() {
    assertThat(sameNumbers(500, 300, r -> r.nextInt(12)).drift()).isLessThan(0.07);
  }

  @Test
  void fiftyColumnsWithoutDriftRarelyAlert() {
    int alarms = 0;
    int runs = 120;
    for (int run = 0; run < runs; run++) {
      List<FeatureValues> before = new ArrayList<>();
      List<FeatureValues> now = new ArrayList<>();
      for (int column = 0; column < 50; column++) {
        before.add(Features.numbers(300, random, Random::nextGaussian));
        now.add(Features.numbers(150, random, Random::nextGaussian));
      }
      boolean any =
          Features.judge(DriftConfig.DEFAULT, before, now).stream()
              .anyMatch(each -> each.verdict() == Verdict.DRIFT);
      alarms += any ? 1 : 0;
    }
    assertThat(alarms / (double) runs).isLessThanOrEqualTo(0.07);
  }

  /** Without drift the mean PSI of ten bins is (B - 1)(1/n + 1/m), and 5 % exceed the floor. */
  @Test
  void noiseFloorIsExceededAsOftenAsItSays() {
    double sum = 0;
    int above = 0;
    for (int i = 0; i < RUNS; i++) {
      DriftVerdict verdict =
          Features.judge(
              Features.numbers(1000, random, Random::nextGaussian),
              Features.numbers(1000, random, Random::nextGaussian));
      sum += verdict.psi();
      above += verdict.psi() > verdict.psiNoiseFloor() ? 1 : 0;
    }
    assertThat(sum / RUNS).isCloseTo(9 * (2 / 1000.0), within(0.0009));
    assertThat(above / (double) RUNS).isBetween(0.03, 0.07);
  }

  @Test
  void shiftOfHalfADeviationIsFoundAmongFiftyColumns() {
    int found = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      List<FeatureValues> before = new ArrayList<>();
      List<FeatureValues> now = new ArrayList<>();
      for (int column = 0; column < 50; column++) {
        double shift = column == 17 ? 0.5 : 0;
        before.add(Features.numbers(500, random, Random::nextGaussian));
        now.add(Features.numbers(300, random, r -> r.nextGaussian() + shift));
      }
      DriftVerdict verdict = Features.judge(DriftConfig.DEFAULT, before, now).get(17);
      found += verdict.verdict() == Verdict.DRIFT ? 1 : 0;
    }
    assertThat(found / (double) runs).isGreaterThanOrEqualTo(0.95);
  }
}
