package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {
  /**
   * The fifteen p-values of Benjamini and Hochberg (1995), section 3.2: at q = 0.05 the first four
   * are discoveries.
   */
  @Test
  void findsWhatThePaperFinds() {
    double[] pValues = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0
    };
    double[] adjusted = BenjaminiHochberg.adjust(pValues);
    for (int i = 0; i < adjusted.length; i++) {
      assertThat(adjusted[i] <= 0.05).as("p-value %d", i).isEqualTo(i < 4);
    }
    assertThat(adjusted[3]).isCloseTo(0.0095 * 15 / 4, within(1e-12));
  }

  /** scipy.stats.false_discovery_control(p). */
  @Test
  void isMonotoneAndKeepsTheOrderGiven() {
    double[] pValues = {0.04, 0.001, 0.039, 0.9, 0.041};
    assertThat(BenjaminiHochberg.adjust(pValues))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.05125, 0.005, 0.05125, 0.9, 0.05125);
  }

  @Test
  void whatWasNotTestedDoesNotCount() {
    double[] adjusted = BenjaminiHochberg.adjust(new double[] {Double.NaN, 0.02, Double.NaN});
    assertThat(adjusted).containsExactly(Double.NaN, 0.02, Double.NaN);
    assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
  }
}
