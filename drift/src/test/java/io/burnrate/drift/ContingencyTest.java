package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContingencyTest {
  /** scipy.stats.chi2_contingency([[120,90,60,30],[80,110,70,40]], correction=False)[1]. */
  @Test
  void pValueIsThatOfTheChiSquareTest() {
    Contingency table = Contingency.of(new long[] {120, 90, 60, 30}, new long[] {80, 110, 70, 40});
    assertThat(table.pValue()).isCloseTo(0.006735395218062754, within(1e-12));
  }

  /** scipy.stats.chi2_contingency([[200,300,500],[40,20,40]], correction=False)[1]. */
  @Test
  void sidesMayDifferInSize() {
    Contingency table = Contingency.of(new long[] {200, 300, 500}, new long[] {40, 20, 40});
    assertThat(table.pValue()).isCloseTo(1.9960419719733926e-05, within(1e-15));
  }

  /** scipy.stats.fisher_exact([[990,10],[90,10]])[1] and ([[1000,0],[27,3]])[1]. */
  @Test
  void twoColumnsAreTestedExactly() {
    assertThat(Contingency.of(new long[] {990, 10}, new long[] {90, 10}).pValue())
        .isCloseTo(2.1353587606580695e-06, within(1e-15));
    assertThat(Contingency.of(new long[] {1000, 0}, new long[] {27, 3}).pValue())
        .isCloseTo(2.2357928853986534e-05, within(1e-15));
  }

  /**
   * With equally many rows V is scipy.stats.contingency.association(..., method="cramer") =
   * 0.1425821529142772; chance adds 3 degrees of freedom / 600 rows to its square.
   */
  @Test
  void effectIsCramersVLessChance() {
    Contingency table = Contingency.of(new long[] {120, 90, 60, 30}, new long[] {80, 110, 70, 40});
    double square = 0.1425821529142772 * 0.1425821529142772 - 3 / 600.0;
    assertThat(table.cramersV()).isCloseTo(Math.sqrt(square), within(1e-12));
  }

  @Test
  void effectDoesNotHangOnHowManyRowsThereAre() {
    long[] shares = {500_000, 300_000, 200_000};
    Contingency equal = Contingency.of(shares, new long[] {400_000, 300_000, 300_000});
    Contingency smaller = Contingency.of(shares, new long[] {40_000, 30_000, 30_000});
    assertThat(smaller.cramersV()).isCloseTo(equal.cramersV(), within(1e-3));
  }

  @Test
  void disjointSidesHaveAnEffectOfAboutOne() {
    Contingency table = Contingency.of(new long[] {5000, 0}, new long[] {0, 5000});
    assertThat(table.cramersV()).isCloseTo(1, within(1e-3));
    assertThat(table.pValue()).isZero();
  }

  @Test
  void rareColumnsArePooled() {
    Contingency table = Contingency.of(new long[] {50, 40, 4, 3, 3}, new long[] {45, 45, 3, 4, 3});
    assertThat(table.columns()).isEqualTo(3);
  }

  @Test
  void rarePoolJoinsTheRarestColumnOfALargerTable() {
    Contingency table = Contingency.of(new long[] {60, 39, 1}, new long[] {60, 40, 0});
    assertThat(table.columns()).isEqualTo(2);
  }

  @Test
  void tableOfOneColumnTellsNothing() {
    Contingency table = Contingency.of(new long[] {100}, new long[] {50});
    assertThat(table.pValue()).isEqualTo(1);
    assertThat(table.cramersV()).isZero();
    assertThat(table.smallestSignificantV(0.05)).isEqualTo(1);
  }

  @Test
  void moreColumnsThanTheLimitArePooled() {
    long[] counts = new long[80];
    Arrays.fill(counts, 100);
    assertThat(Contingency.of(counts, counts).columns()).isEqualTo(Contingency.MAX_COLUMNS + 1);
  }

  /** At V just there, chi-square is its 5 % point: 11.0705 for 5 degrees of freedom. */
  @Test
  void smallestSignificantEffectIsWhereTheTestTurns() {
    long[] six = {100, 100, 100, 100, 50, 50};
    double v = Contingency.of(six, six).smallestSignificantV(0.05);
    assertThat(v).isCloseTo(Math.sqrt((11.0705 - 5) / 1000), within(1e-5));
  }
}
