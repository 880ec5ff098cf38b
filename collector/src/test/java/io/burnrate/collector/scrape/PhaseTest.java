package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseTest {
  @Test
  void aTargetKeepsItsMomentOfTheInterval() {
    long first = 1_000_003 + Phase.delayMillis("http://a:9400/metrics", 15_000, 1_000_003);
    long second = 7_654_321 + Phase.delayMillis("http://a:9400/metrics", 15_000, 7_654_321);
    assertThat(first % 15_000).isEqualTo(second % 15_000);
    assertThat(first).isBetween(1_000_004L, 1_015_003L);
  }

  @Test
  void targetsAreSpreadOverTheInterval() {
    int[] targetsInSecond = new int[15];
    for (int node = 0; node < 1_250; node++) {
      long delay = Phase.delayMillis("http://gpu-node-" + node + ":9400/metrics", 15_000, 0);
      targetsInSecond[(int) (delay % 15_000 / 1_000)]++;
    }
    // 83 a second on average; for a fair hash 40 more or less is beyond four standard deviations.
    for (int targets : targetsInSecond) {
      assertThat(targets).isBetween(43, 123);
    }
  }
}
