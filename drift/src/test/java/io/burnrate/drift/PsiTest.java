package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PsiTest {
  /** p = (10.5, 20.5) / 31 and q = (15.5, 15.5) / 31: sum of (q - p) ln(q / p), by hand. */
  @Test
  void isTheSymmetrisedDivergenceOfTheSmoothedShares() {
    Psi psi = Psi.of(new long[] {10, 20}, new long[] {15, 15});
    double byHand = (5 / 31.0) * Math.log(15.5 / 10.5) - (5 / 31.0) * Math.log(15.5 / 20.5);
    assertThat(byHand).isCloseTo(0.10791123048078788, within(1e-15));
    assertThat(psi.value()).isCloseTo(byHand, within(1e-12));
  }

  /** numpy: pp=(ref+.5)/102; qq=(cur+.5)/102; (qq-pp)*log(qq/pp). */
  @Test
  void staysFiniteWhenABinOfTheReferenceIsEmpty() {
    Psi psi = Psi.of(new long[] {30, 50, 20, 0}, new long[] {20, 40, 30, 10});
    assertThat(psi.value()).isCloseTo(0.3980193524343383, within(1e-12));
    assertThat(psi.contribution(3)).isCloseTo(0.29848259, within(1e-8));
  }

  @Test
  void isZeroForEqualCounts() {
    assertThat(Psi.of(new long[] {7, 5, 3}, new long[] {7, 5, 3}).value()).isZero();
  }

  @Test
  void doesNotCountBinsThatNobodyIsIn() {
    Psi without = Psi.of(new long[] {900, 100}, new long[] {27, 3});
    Psi with = Psi.of(new long[] {900, 0, 100, 0}, new long[] {27, 0, 3, 0});
    assertThat(with.value()).isEqualTo(without.value());
    assertThat(with.noiseFloor(0.05)).isEqualTo(without.noiseFloor(0.05));
  }

  /** Upper 5 % point of chi-square with 9 degrees of freedom, from printed tables: 16.919. */
  @Test
  void noiseFloorIsAChiSquareQuantileScaledBySampleSizes() {
    long[] reference = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    long[] current = {25, 25, 25, 25, 25, 25, 25, 25, 25, 25};
    double floor = Psi.of(reference, current).noiseFloor(0.05);
    assertThat(floor).isCloseTo((1 / 1000.0 + 1 / 250.0) * 16.919, within(1e-5));
  }

  @Test
  void noiseFloorOfOneBinIsZero() {
    assertThat(Psi.of(new long[] {10, 0}, new long[] {20, 0}).noiseFloor(0.05)).isZero();
  }
}
