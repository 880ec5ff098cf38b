package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovLiteralsTest {
  /** At 2 all of one and half of the other lie at or below: distance 1/2, p = 27/35. */
  @Test
  void distanceAndPValueOfAHandWorkedPair() {
    KolmogorovSmirnov test =
        KolmogorovSmirnov.of(new double[] {1, 2, 3, 4}, new double[] {3.5, 4.5, 5, 6});
    assertThat(test.distance()).isCloseTo(0.75, within(1e-15));
    KolmogorovSmirnov tied =
        KolmogorovSmirnov.of(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6});
    assertThat(tied.distance()).isCloseTo(0.5, within(1e-15));
    assertThat(tied.pValue()).isCloseTo(27 / 35.0, within(1e-12));
  }

  /** scipy.stats.ks_2samp(a, b, method="exact"). */
  @Test
  void smallSamplesAreTestedExactly() {
    double[] a = {
      0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37,
      1.77, 1.09, -1.28, 2.36, 1.31, 1.05, -0.32, -0.4, 1.06, -2.47
    };
    double[] b = {
      -0.15, 1.24, 0.95, -0.53, 1.89, 2.2, 0.02, 1.33, 0.84, 0.71, -0.2, 1.76, 1.02, 0.9, 2.6, 0.4,
      1.5, 1.11, -0.9, 3.1
    };
    KolmogorovSmirnov test = KolmogorovSmirnov.of(a, b);
    assertThat(test.distance()).isCloseTo(0.42, within(1e-12));
    assertThat(test.pValue()).isCloseTo(0.029080084528345252, within(1e-9));
  }

  /**
   * x = i g mod 1 for i = 1..1000, y = (i g mod 1)^1.3 for i = 1..400, g = 0.618033988749895:
   * scipy.stats.ks_2samp(x, y) gives D = 0.098, p = 0.007648 asymptotic and 0.007807 exact.
   */
  @Test
  void largeSamplesAreTestedAsymptotically() {
    double[] x =
        IntStream.rangeClosed(1, 1000).mapToDouble(i -> i * 0.618033988749895 % 1).toArray();
    double[] y =
        IntStream.rangeClosed(1, 400)
            .mapToDouble(i -> Math.pow(i * 0.618033988749895 % 1, 1.3))
            .toArray();
    KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);
    assertThat(test.distance()).isCloseTo(0.098, within(1e-12));
    assertThat(test.pValue()).isCloseTo(0.0077, within(0.0002));
  }

  /** Printed tables for large samples: 1.358 sqrt((n + m) / (n m)) at 5 %, 1.628 at 1 %. */
  @Test
  void smallestSignificantDistanceIsThatOfPrintedTables() {
    double scale = Math.sqrt(1500 / (1000.0 * 500));
    assertThat(KolmogorovSmirnov.smallestSignificant(1000, 500, 0.05))
        .isCloseTo(1.358 * scale, within(1e-4));
    assertThat(KolmogorovSmirnov.smallestSignificant(1000, 500, 0.01))
        .isCloseTo(1.628 * scale, within(1e-4));
    assertThat(KolmogorovSmirnov.smallestSignificant(2, 2, 0.05)).isEqualTo(1);
  }
}
