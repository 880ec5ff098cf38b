package io.burnrate.analytics;

import static io.burnrate.analytics.OneMinute.dcgm;
import static io.burnrate.analytics.OneMinute.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * COST_MODEL.md, formula 9: one way gives the whole of a GPU and another one the split. DCGM's
 * pages come at full tens of seconds, those of HAMi's monitor 5 s earlier, its scheduler's 3 s
 * earlier.
 */
class SharersTest {
  private final PodRequests requests = new PodRequests();
  private final OneMinute minute = new OneMinute(requests);

  private static Fleet monitor(double second) {
    return page(second).with(GpuMetric.GPU_UTIL_RATIO, 0.6).target("http://n1:9394/metrics");
  }

  private static Fleet scheduler(double second) {
    return page(second).target("http://hami:31993/metrics").container("0");
  }

  private void hear(int second, Fleet... before) {
    for (Fleet page : before) {
      minute.ledger.observe(page.rows());
    }
    minute.ledger.observe(dcgm(second).busy(0.3).rows());
  }

  @Test
  void dcgmGivesTheWholeAndHamiTheSplit() {
    for (int s = 0; s <= 60; s += 10) {
      hear(s, monitor(s - 5).pods("t/a=0.75", "t/b=0.25"));
    }
    minute.close();
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 45_000L, "b", 15_000L));
    assertThat(minute.sums("energy_millijoules"))
        .isEqualTo(Map.of("a", 13_500_000L, "b", 4_500_000L));
    // 0.3 of the minute by SM_ACTIVE, though HAMi says 0.6.
    assertThat(minute.sum("used_micros")).isEqualTo(18_000_000);
    assertThat(minute.basis("a")).isEqualTo("measuredSmTime");
    assertThat(minute.sum("gpu_minute_millis")).isEqualTo(60_000);
    assertThat(minute.measurement("second_route_samples_total")).isEqualTo(6);
  }

  @Test
  void idleSharersHaveWhatHamiGaveThem() {
    for (int s = 0; s <= 60; s += 10) {
      hear(s, monitor(s - 5).pods("t/a===2E10", "t/b===1E10"));
    }
    minute.close();
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 40_000L, "b", 20_000L));
    assertThat(minute.basis("a")).isEqualTo("requestedFraction");
  }

  @Test
  void theSchedulerSaysWhatWasAskedForAndNothingOfTheGpu() {
    minute.ledger.observe(scheduler(-3).pods("t/a==0.3=1E10", "t/b==0.2=1E10").rows());
    assertThat(minute.ledger.measurements()).containsEntry("gpus", 0.0);
    for (int s = 0; s <= 60; s += 10) {
      hear(s);
      minute.ledger.observe(scheduler(s + 7).pods("t/a==0.3=1E10", "t/b==0.2=1E10").rows());
    }
    minute.close();
    // Until 10 s it was not known who has it.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 15_000L, "b", 10_000L, "unallocated", 35_000L));
    assertThat(minute.measurement("second_route_samples_total")).isZero();
  }

  @Test
  void theMonitorSaysWhoIsThereAndTheSchedulerWhatTheyAskedFor() {
    for (int s = 0; s <= 60; s += 10) {
      hear(
          s,
          monitor(s - 5).pods("t/a===1E10", "t/b===1E10"),
          scheduler(s - 3).pods("t/a==0.5=1E10", "t/b==0.1=1E10", "t/gone==0.4=1E10"));
    }
    minute.close();
    // The first page of the scheduler is of a GPU that is known from the monitor's.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 6_000L, "unallocated", 24_000L));
  }

  /** dcgm-exporter names one of two, whose request Kubernetes tells. */
  @Test
  void aListIsNotWholeBecauseKubernetesTellsWhatItsPodsAskedFor() {
    requests.note("lab/t/a-0", OneMinute.START - 3_600_000, "0.5|||a|");
    requests.note("lab/t/b-0", OneMinute.START - 3_600_000, "0.25|||b|");
    for (int s = 0; s <= 60; s += 10) {
      minute.ledger.observe(monitor(s - 5).pods("t/a=0.75", "t/b=0.25").rows());
      minute.ledger.observe(dcgm(s).busy(0.3).pods("t/a").rows());
    }
    minute.close();
    // Three quarters are theirs, and of that a used three quarters.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 33_750L, "b", 11_250L, "unallocated", 15_000L));
  }

  @Test
  void aContainerHasItsNameFromWhoKnowsIt() {
    for (int s = 0; s <= 60; s += 10) {
      Fleet named = dcgm(s).busy(0.3).pods("t/a");
      minute.ledger.observe(named.rows());
      minute.ledger.observe(scheduler(s + 7).pods("t/a==0.3=", "t/b==0.2=").rows());
    }
    minute.close();
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 25_000L, "b", 10_000L, "unallocated", 25_000L));
    minute.ledger.forEachAccount(
        account ->
            assertThat(Objects.requireNonNull(account.last()).parts().get(0).owners())
                .extracting(share -> share.owner().container())
                .containsExactly("main", "0"));
  }

  @Test
  void whoContradictsTheFollowedWayIsNotBelieved() {
    for (int s = 0; s <= 60; s += 10) {
      minute.ledger.observe(monitor(s - 5).pods("t/b=0.5==", "t/c=0.5==").rows());
      minute.ledger.observe(dcgm(s).busy(0.3).pods("t/a").rows());
    }
    minute.close();
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 60_000L));
  }

  @Test
  void whatWasSaidHoldsAsLongAsAReading() {
    hear(0, monitor(-5).pods("t/a=1==", "t/b=0=="));
    for (int s = 10; s <= 60; s += 10) {
      hear(s);
    }
    minute.close();
    // Said at -5 s, it holds for 25 s: for the readings at 0, 10 and 20 s.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 0L, "unallocated", 30_000L));
  }

  @Test
  void whoHasGoneFromHamiIsGone() {
    for (int s = 0; s <= 60; s += 10) {
      hear(s, s < 30 ? monitor(s - 5).pods("t/a=1==") : monitor(s - 5));
    }
    minute.close();
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "unallocated", 30_000L));
  }

  @Test
  void profilingIsFollowedRatherThanGpuUtil() {
    minute.ledger.observe(monitor(-5).watts(200).pods("t/a=0.75", "t/b=0.25").rows());
    for (int s = 0; s <= 60; s += 10) {
      minute.ledger.observe(page(s).target("http://n1:9400/metrics").busy(0.3).rows());
      minute.ledger.observe(monitor(s + 5).watts(200).pods("t/a=0.75", "t/b=0.25").rows());
    }
    minute.close();
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 45_000L, "b", 15_000L));
    assertThat(minute.sum("used_micros")).isEqualTo(18_000_000);
  }
}
