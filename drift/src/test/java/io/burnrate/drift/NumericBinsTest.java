package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumericBinsTest {
  private static final double[] ONE_TO_HUNDRED =
      IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();

  @Test
  void cutsAtTheDecilesOfTheReference() {
    NumericBins bins = NumericBins.of(ONE_TO_HUNDRED);
    assertThat(bins.labels()).hasSize(10).startsWith("<= 10", "(10, 20]").endsWith("> 90");
    assertThat(bins.count(ONE_TO_HUNDRED)).containsOnly(10);
  }

  @Test
  void outerBinsAreOpen() {
    long[] counts = NumericBins.of(ONE_TO_HUNDRED).count(new double[] {-1e300, 10, 11, 91, 1e300});
    assertThat(counts).containsExactly(2, 1, 0, 0, 0, 0, 0, 0, 0, 2);
  }

  @Test
  void oneFarValueOfTheReferenceMovesNoCut() {
    double[] withOutlier = ONE_TO_HUNDRED.clone();
    withOutlier[99] = 1e9;
    assertThat(NumericBins.of(withOutlier).labels())
        .isEqualTo(NumericBins.of(ONE_TO_HUNDRED).labels());
  }

  @Test
  void frequentValueGetsABinOfItsOwn() {
    double[] values = new double[100];
    for (int i = 40; i < 100; i++) {
      values[i] = i;
    }
    NumericBins bins = NumericBins.of(values);
    assertThat(bins.labels()).startsWith("< 0", "= 0", "(0, 49]");
    assertThat(bins.count(new double[] {-0.001, 0, 0, 0.001})).startsWith(1, 2, 1);
  }

  @Test
  void constantReferenceHasThreeBins() {
    double[] values = new double[50];
    Arrays.fill(values, 3);
    NumericBins bins = NumericBins.of(values);
    assertThat(bins.labels()).containsExactly("< 3", "= 3", "> 3");
    assertThat(bins.count(new double[] {2, 3, 3, 3, 4, 5})).containsExactly(1, 3, 2);
  }

  @Test
  void oneValueIsEnough() {
    assertThat(NumericBins.of(new double[] {7}).labels()).containsExactly("< 7", "= 7", "> 7");
  }
}
