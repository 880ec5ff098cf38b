package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void aThirdEachLeavesTheRestToTheFirst() {
    assertThat(Shares.split(100, new double[] {1, 1, 1})).containsExactly(34, 33, 33);
  }

  @Test
  void theLargestRemainderIsServedFirst() {
    // 10 x 0.15 = 1.5, 10 x 0.28 = 2.8, 10 x 0.57 = 5.7: the two seats left go to .8 and .7.
    assertThat(Shares.split(10, new double[] {15, 28, 57})).containsExactly(1, 3, 6);
  }

  @Test
  void withoutAWeightTheFirstTakesAll() {
    assertThat(Shares.split(7, new double[] {0, 0})).containsExactly(7, 0);
  }

  @Test
  void partsAlwaysAddUpAndNeverMissTheirShareByOne() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      long total = (long) (random.nextDouble() * 60e9);
      double[] weights = random.doubles(1 + random.nextInt(9), 0, 1).toArray();
      double sum = java.util.Arrays.stream(weights).sum();
      long[] parts = Shares.split(total, weights);
      assertThat(LongStream.of(parts).sum()).isEqualTo(total);
      for (int i = 0; i < parts.length; i++) {
        assertThat(Math.abs(parts[i] - total * weights[i] / sum)).isLessThan(1.001);
      }
    }
  }
}
