package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Readings that come in parts, out of order, late, or of a GPU that is scraped as well. */
class LedgerPartsTest {
  /** The start of a minute. */
  private static final long T = 1_790_000_040_000L;

  private final List<RowBatch> kept = new ArrayList<>();
  private final Ledger ledger = TestingLedger.of(kept, 600, 30, 30, 600);
  private long clock = -1;

  private static Fleet sent(double second) {
    return Fleet.page().gpu("GPU-1", T + (long) (second * 1_000)).part("p");
  }

  private static Fleet scraped(double second) {
    return Fleet.page().gpu("GPU-1", T + (long) (second * 1_000));
  }

  private void clock(long second) {
    // As in the process, where it ticks about once a second.
    while (clock < second) {
      ledger.tick(T + ++clock * 1_000);
    }
  }

  /** {@code gpu_millis} and {@code energy_millijoules} by class and owner, over all minutes. */
  private Map<String, Long> sums(String column) {
    Map<String, Long> sums = new TreeMap<>();
    for (RowBatch batch : kept) {
      for (int row = 0; row < batch.rows(); row++) {
        String owner = batch.stringAt(Tables.LEDGER.column("workload"), row);
        String key = owner.isEmpty() ? text(batch, row, "ledger_class") : owner;
        sums.merge(key, batch.longAt(Tables.LEDGER.column(column), row), Long::sum);
      }
    }
    return sums;
  }

  private static String text(RowBatch batch, int row, String column) {
    return batch.stringAt(Tables.LEDGER.column(column), row);
  }

  private double measurement(String name) {
    return ledger.measurements().getOrDefault(name, Double.NaN);
  }

  @Test
  void partsOfOneTimeAreOneReading() {
    clock(0);
    for (int s = 0; s <= 60; s += 15) {
      ledger.observe(sent(s).busy(0.5).rows());
      clock(s + 2);
      ledger.observe(sent(s).counter(300_000.0 * s).pods("a/x").rows());
      clock(s + 4);
      ledger.observe(sent(s).watts(300).rows());
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsOnlyKeys("x").containsEntry("x", 60_000L);
    assertThat(sums("energy_millijoules")).containsEntry("x", 18_000_000L);
    assertThat(sums("used_micros")).containsEntry("x", 30_000_000L);
    assertThat(text(kept.get(0), 0, "energy_basis")).isEqualTo("counter");
    assertThat(ledger.totals().residualGpuMillis()).isZero();
    assertThat(ledger.totals().lateSamples()).isZero();
    assertThat(measurement("held_readings")).isZero();
  }

  /** SM time is 0.6 of the device: 0.4 of it a's, 0.2 b's. */
  @Test
  void sharersInPartsHaveTheirMeasuredPart() {
    clock(0);
    for (int s = 0; s <= 60; s += 15) {
      ledger.observe(sent(s).pods("t/a=0.4").with(GpuMetric.GPU_UTIL_RATIO, 0.4).rows());
      ledger.observe(sent(s).pods("t/b=0.2").with(GpuMetric.GPU_UTIL_RATIO, 0.2).rows());
      ledger.observe(sent(s).with(GpuMetric.GPU_UTIL_RATIO, 0.6).rows());
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsEntry("a", 40_000L).containsEntry("b", 20_000L);
    assertThat(sums("used_micros")).containsEntry("a", 24_000_000L);
    assertThat(text(kept.get(0), 0, "share_basis")).isEqualTo("measuredSmTime");
  }

  @Test
  void copiesOfTheDevicesReadingAreNoMeasurement() {
    clock(0);
    for (int s = 0; s <= 60; s += 15) {
      ledger.observe(sent(s).pods("t/a=0.6").with(GpuMetric.GPU_UTIL_RATIO, 0.6).rows());
      ledger.observe(sent(s).pods("t/b=0.6").with(GpuMetric.GPU_UTIL_RATIO, 0.6).rows());
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsEntry("a", 30_000L).containsEntry("b", 30_000L);
    assertThat(text(kept.get(0), 0, "share_basis")).isEqualTo("equalSplit");
  }

  @Test
  void migInstancesInPartsAreOneGpu() {
    clock(0);
    for (int s = 0; s <= 60; s += 15) {
      ledger.observe(sent(s).instance("1", "3g.40gb").busy(1).pods("t/a").rows());
      ledger.observe(sent(s).instance("2", "4g.40gb").busy(1).pods("t/b").rows());
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsEntry("a", 25_714L).containsEntry("b", 34_286L);
  }

  @Test
  void outOfOrderBatchesWithinTheHoldArePutInOrder() {
    clock(0);
    for (int s : new int[] {5, 0, 15, 10, 20, 30, 25, 35, 45, 40, 50, 60, 55}) {
      ledger.observe(sent(s).busy(1).counter(1_000_000.0 * s).pods(s < 30 ? "t/a" : "t/b").rows());
      clock(s + 1);
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsEntry("a", 30_000L).containsEntry("b", 30_000L);
    assertThat(sums("energy_millijoules")).containsEntry("a", 30_000_000L);
    assertThat(ledger.totals().counterResets()).isZero();
    assertThat(ledger.totals().lateSamples()).isZero();
  }

  @Test
  void whatComesAfterTheHoldIsCountedAndNotAccounted() {
    clock(0);
    ledger.observe(sent(0).busy(1).pods("t/a").rows());
    ledger.observe(sent(20).busy(1).pods("t/a").rows());
    clock(31);
    ledger.observe(sent(10).busy(1).pods("t/b").rows());
    ledger.observe(sent(40).busy(1).pods("t/a").rows());
    ledger.observe(sent(60).busy(1).pods("t/a").rows());
    clock(75);
    clock(100);
    assertThat(sums("gpu_millis")).containsOnlyKeys("a").containsEntry("a", 60_000L);
    assertThat(ledger.totals().lateSamples()).isEqualTo(1);
  }

  @Test
  void aRepeatedPartChangesNothing() {
    clock(0);
    for (int s = 0; s <= 60; s += 15) {
      for (int times = 0; times < 3; times++) {
        ledger.observe(sent(s).busy(1).counter(1_000_000.0 * s).pods("t/a").rows());
        clock(s + 5 * times);
      }
    }
    clock(75);
    assertThat(sums("gpu_millis")).containsEntry("a", 60_000L);
    assertThat(sums("energy_millijoules")).containsEntry("a", 60_000_000L);
    assertThat(ledger.totals().lateSamples()).isZero();
  }

  /** A Prometheus reads 3 s after us, its clock is behind by 4, and it sends 5 s later. */
  @Test
  void aGpuThatIsScrapedAndSentIsAccountedOnce() {
    for (int s = 0; s <= 120; s++) {
      if (s % 15 == 0) {
        Fleet page = scraped(s).busy(1).counter(1_000_000.0 * s).pods("t/a");
        ledger.observe(page.interval(15_000).rows());
      }
      if (s % 15 == 8) {
        ledger.observe(
            sent(s - 9).busy(1).counter(1_000_000.0 * (s - 5)).pods("t/a", "ops/exporter").rows());
      }
      clock(s);
    }
    clock(130);
    assertThat(sums("gpu_millis")).containsOnlyKeys("a").containsEntry("a", 120_000L);
    assertThat(sums("energy_millijoules")).containsEntry("a", 120_000_000L);
    assertThat(ledger.totals().counterResets()).isZero();
    assertThat(ledger.totals().lateSamples()).isZero();
    assertThat(measurement("second_route_samples_total")).isEqualTo(8);
  }

  @Test
  void theSecondWayStepsInWhenTheFirstFallsSilent() {
    for (int s = 0; s <= 240; s++) {
      if (s % 15 == 0 && s <= 60) {
        Fleet page = scraped(s).busy(1).counter(1_000_000.0 * s).pods("t/a");
        ledger.observe(page.interval(15_000).rows());
      }
      if (s % 15 == 8) {
        // read 7 s ago and stamped 2 s too late: at first behind what was scraped
        ledger.observe(sent(s - 5).busy(1).counter(1_000_000.0 * (s - 7)).pods("t/a").rows());
      }
      clock(s);
    }
    assertThat(sums("gpu_millis")).containsOnlyKeys("a").containsEntry("a", 180_000L);
    assertThat(ledger.totals().counterResets()).isZero();
  }

  /**
   * HAMi's monitor knows sharers and no energy; its pages come between those of DCGM's exporter.
   */
  @Test
  void ofTwoTargetsTheOneWithTheEnergyCounterIsFollowed() {
    for (int s = 0; s <= 60; s += 5) {
      if (s % 10 == 0) {
        Fleet page = scraped(s).interval(10_000).target("http://n1:9394/metrics");
        ledger.observe(page.busy(1).pods("t/b").rows());
      } else {
        Fleet page = scraped(s).interval(10_000).target("http://n1:9400/metrics");
        ledger.observe(page.busy(1).counter(1_000_000.0 * s).pods("t/a").rows());
      }
    }
    clock(95);
    assertThat(sums("gpu_millis")).containsEntry("b", 5_000L).containsEntry("a", 55_000L);
    assertThat(measurement("second_route_samples_total")).isEqualTo(6);
  }

  /** Two replicas of a Prometheus send the same exporter; the clock of one is ahead by 2 s. */
  @Test
  void aCounterReadALittleEarlierIsNoReset() {
    for (int s = 0; s <= 120; s++) {
      if (s % 10 == 0) {
        ledger.observe(sent(s).busy(1).counter(500_000.0 * s).pods("t/a").rows());
        ledger.observe(sent(s + 1).busy(1).counter(500_000.0 * (s - 1)).pods("t/a").rows());
      }
      clock(s);
    }
    clock(135);
    assertThat(sums("energy_millijoules")).containsEntry("a", 60_000_000L);
    assertThat(ledger.totals().counterResets()).isZero();
  }

  @Test
  void aCounterThatStaysLowHasRestarted() {
    for (int s = 0; s <= 240; s++) {
      if (s % 10 == 0) {
        double counter = s < 60 ? 1_000_000 + 500_000.0 * s : 10_000.0 * (s - 60);
        ledger.observe(sent(s).busy(1).counter(counter).pods("t/a").rows());
      }
      clock(s);
    }
    assertThat(ledger.totals().counterResets()).isEqualTo(1);
    assertThat(sums("energy_millijoules").get("a")).isBetween(25_000_000L, 26_800_000L);
  }

  @Test
  void aReadingOfTheFutureWaitsForItsTime() {
    clock(0);
    ledger.observe(sent(0).busy(1).pods("t/a").rows());
    ledger.observe(sent(90).busy(1).pods("t/b").rows());
    for (int s = 15; s <= 120; s += 15) {
      clock(s);
      ledger.observe(sent(s).busy(1).pods("t/a").rows());
    }
    clock(121);
    assertThat(sums("gpu_millis")).containsOnlyKeys("a").containsEntry("a", 60_000L);
    assertThat(ledger.totals().lateSamples()).isZero();
  }

  @Test
  void aGpuHeardOfInTheFarPastOnlyIsNotOfTheFleet() {
    clock(0);
    ledger.observe(sent(-86_400).busy(1).pods("t/a").rows());
    clock(11);
    assertThat(measurement("gpus")).isZero();
    assertThat(ledger.totals().lateSamples()).isEqualTo(1);
  }

  @Test
  void aGpuThatSendsTooMuchIsNotWaitedFor() {
    clock(0);
    for (int i = 0; i <= HeldReadings.MAX_PER_GPU; i++) {
      ledger.observe(sent(-i / 100.0).busy(1).pods("t/a").rows());
    }
    assertThat(measurement("held_readings")).isEqualTo(HeldReadings.MAX_PER_GPU);
    assertThat(measurement("gpus")).isEqualTo(1);
  }

  @Test
  void readingsBeyondTheMostThatAreHeldAreNotWaitedFor() {
    clock(0);
    for (int second = 0; second < 2; second++) {
      Fleet page = Fleet.page();
      for (int i = 0; i <= HeldReadings.MAX_HELD / 2; i++) {
        page = page.gpu("GPU-" + i, T + second * 1_000L).part("p").busy(1);
      }
      ledger.observe(page.rows());
    }
    assertThat(measurement("held_readings")).isEqualTo(HeldReadings.MAX_HELD);
    assertThat(measurement("gpus")).isEqualTo(2);
  }

  @Test
  void gpusBeyondTheMostThatThereMayBeAreCountedAndHaveNoAccount() {
    clock(0);
    Fleet page = Fleet.page();
    for (int i = 0; i <= Ledger.MAX_GPUS; i++) {
      page = page.gpu("GPU-" + i, T).busy(1);
    }
    ledger.observe(page.rows());
    assertThat(measurement("gpus")).isEqualTo(Ledger.MAX_GPUS);
    assertThat(measurement("unaccounted_samples_total")).isEqualTo(1);
  }

  @Test
  void gpusThatAreOnlySentLeaveRoomForScrapedOnes() {
    clock(0);
    int sent = Ledger.MAX_GPUS - Ledger.FOR_SCRAPED;
    Fleet page = Fleet.page();
    for (int i = 0; i <= sent; i++) {
      page = page.gpu("GPU-" + i, T).part("p").busy(1);
    }
    ledger.observe(page.rows());
    clock(11);
    assertThat(measurement("gpus")).isEqualTo(sent);
    ledger.observe(Fleet.page().gpu("GPU-scraped", T).busy(1).rows());
    assertThat(measurement("gpus")).isEqualTo(sent + 1);
    assertThat(measurement("unaccounted_samples_total")).isEqualTo(1);
  }
}
