package io.burnrate.analytics;

import static io.burnrate.analytics.OneMinute.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import org.junit.jupiter.api.Test;

/** COST_MODEL.md, formula 11, worked by hand. Readings every 10 s hold 15 s. */
class TrustTest {
  private final OneMinute minute = new OneMinute();

  private static Fleet page(int second) {
    return Fleet.page().gpu("GPU-1", START + second * 1_000L).watts(300);
  }

  private double trustRatio() {
    double[] ratio = new double[1];
    minute.ledger.forEachAccount(account -> ratio[0] = account.trustRatio());
    return ratio[0];
  }

  @Test
  void everyReasonTakesItsPartOff() {
    for (int s = 0; s <= 20; s += 10) {
      Fleet sound = page(s).busy(0.5).counter(300_000.0 * s).pods("a/x");
      minute.ledger.observe(sound.count("sentinel_readings", 1).rows());
    }
    for (int s = 30; s <= 40; s += 10) {
      minute.ledger.observe(page(s).with(GpuMetric.GPU_UTIL_RATIO, 0.5).pods("a/x", "b/y").rows());
    }
    minute.ledger.observe(page(40).pods("a/x", "b/y").rows());
    minute.close();
    assertThat(minute.sum("gpu_millis")).isEqualTo(60_000);
    assertThat(minute.sum("measured_millis")).isEqualTo(55_000);
    assertThat(minute.sum("estimated_energy_millis")).isEqualTo(35_000);
    assertThat(minute.sum("estimated_utilization_millis")).isEqualTo(25_000);
    assertThat(minute.sum("estimated_share_millis")).isEqualTo(25_000);
    assertThat(minute.sum("trust_millis")).isEqualTo(37_500);
    assertThat(minute.sum("sentinel_readings")).isEqualTo(3);
    assertThat(minute.sum("duplicate_readings")).isEqualTo(1);
    assertThat(minute.sum("counter_resets")).isZero();
    assertThat(trustRatio()).isEqualTo(0.625);
  }

  @Test
  void theStretchOfARestartIsEstimated() {
    for (int s = 0; s <= 60; s += 10) {
      double counter = 300_000.0 * (s < 30 ? 1_000 + s : s - 25);
      minute.ledger.observe(page(s).busy(0.5).counter(counter).pods("a/x").rows());
    }
    minute.close();
    assertThat(minute.sum("counter_resets")).isEqualTo(1);
    assertThat(minute.sum("estimated_energy_millis")).isEqualTo(10_000);
    assertThat(minute.sum("trust_millis")).isEqualTo(55_000);
  }

  @Test
  void slicesThatNobodyHasAreAsSureAsTheRest() {
    for (int s = 0; s <= 60; s += 10) {
      minute.ledger.observe(
          page(s).instance("1", "3g.40gb").busy(1).counter(300_000.0 * s).pods("a/x").rows());
    }
    minute.close();
    // Each of two entries is rounded down.
    assertThat(minute.sum("trust_millis")).isBetween(59_998L, 60_000L);
  }
}
