package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The ledger when pages lack fields, come late, or do not come at all. */
class LedgerDisturbanceTest {
  private static final long T = 1_790_000_040_000L;
  private final List<RowBatch> kept = new ArrayList<>();

  private Ledger ledger(int idle, int stale, int close, int forget) {
    return TestingLedger.of(kept, idle, stale, close, forget);
  }

  private static Fleet page(long second) {
    return Fleet.page().gpu("GPU-1", T + second * 1_000);
  }

  private long sum(String column, String ledgerClass) {
    long sum = 0;
    for (RowBatch batch : kept) {
      for (int row = 0; row < batch.rows(); row++) {
        String found = batch.stringAt(Tables.LEDGER.column("ledger_class"), row);
        if (ledgerClass.isEmpty() || found.equals(ledgerClass)) {
          sum += batch.longAt(Tables.LEDGER.column(column), row);
        }
      }
    }
    return sum;
  }

  @Test
  void anEstimateThatWasTooHighIsTakenBack() {
    Ledger ledger = ledger(300, 60, 30, 3600);
    ledger.observe(page(0).busy(1).watts(700).counter(0).pods("a/x").rows());
    ledger.observe(page(20).busy(1).watts(700).counter(14_000_000).pods("a/x").rows());
    ledger.tick(T + 90_000); // estimate 40 s * 700 W = 28 kJ
    // went idle at 20 s: 60 W
    for (int s = 100; s <= 900; s += 10) {
      double counter = 14_000_000 + (s - 20) * 60_000.0;
      ledger.observe(page(s).busy(0.5).watts(60).counter(counter).pods("a/x").rows());
    }
    ledger.tick(T + 900_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(14_000_000 + 880 * 60_000);
  }

  @Test
  void aReadingForClosedTimeKeepsItsEnergy() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).watts(100).counter(0).pods("a/x").rows());
    ledger.tick(T + 90_000); // closes minute 0 on 5 s * 100 W
    ledger.observe(page(50).busy(1).watts(100).counter(5_000_000).pods("a/x").rows());
    ledger.observe(page(70).busy(1).watts(100).counter(7_000_000).pods("a/x").rows());
    ledger.observe(page(120).busy(1).watts(100).counter(12_000_000).pods("a/x").rows());
    ledger.tick(T + 150_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(12_000_000);
  }

  @Test
  void aMissingCounterIsBridgedOnce() {
    Ledger ledger = ledger(300, 20, 30, 3600);
    for (int s = 0; s <= 60; s++) {
      Fleet f = page(s).busy(1).watts(300).pods("a/x");
      if (s % 2 == 0) {
        f.counter(300_000.0 * s);
      }
      ledger.observe(f.rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(18_000_000);
  }

  /** As dcgm-exporter repeats its readings between two rounds of its own. */
  @Test
  void aCounterThatMovesSeldomIsBridgedByPower() {
    Ledger ledger = ledger(300, 20, 30, 3600);
    for (int s = 0; s <= 60; s += 5) {
      ledger.observe(seldom(s, 300).rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(18_000_000);
    for (int s = 65; s <= 120; s += 5) {
      ledger.observe(seldom(s, 300).rows());
    }
    ledger.tick(T + 121_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(36_000_000);
  }

  @Test
  void powerThatTellsMoreThanTheCounterIsTakenBack() {
    Ledger ledger = ledger(300, 20, 30, 3600);
    for (int s = 0; s <= 600; s += 5) {
      ledger.observe(seldom(s, 700).rows());
    }
    ledger.tick(T + 601_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(180_000_000);
  }

  /** A counter of 300 W that moves each 40 s. */
  private static Fleet seldom(int second, double watts) {
    return page(second)
        .busy(1)
        .watts(watts)
        .counter(12_000_000.0 * Math.floorDiv(second, 40))
        .pods("a/x");
  }

  @Test
  void powerThatHeldFiveSecondsBelongsToThoseFiveSeconds() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).watts(100).pods("a/x").rows());
    ledger.tick(T + 90_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(500_000);
    assertThat(sum("energy_millijoules", "owned")).isEqualTo(500_000);
  }

  @Test
  void soDoesPowerBeforeAGap() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).watts(100).pods("a/x").rows());
    ledger.observe(page(60).busy(1).watts(100).pods("a/x").rows());
    ledger.tick(T + 61_000);
    assertThat(sum("energy_millijoules", "owned")).isEqualTo(500_000);
  }

  @Test
  void aSharedIdleGpuIsWasteThoughWeightsMove() {
    Ledger ledger = ledger(20, 5, 30, 3600);
    for (int s = 0; s <= 60; s++) {
      String a = s % 2 == 0 ? "a/x=0.010" : "a/x=0.011";
      ledger.observe(page(s).busy(0.02).pods(a, "b/y=0.010").rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("gpu_millis", "allocatedIdle")).isEqualTo(40_000);
  }

  @Test
  void aSilenceBeyondForgetAfterIsNotChargedEvenIfTheReadingComesBeforeTheTick() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).pods("a/x").rows());
    ledger.observe(page(20 * 3600).busy(1).pods("a/x").rows());
    ledger.tick(T + 20 * 3600_000L);
    assertThat(sum("gpu_millis", "unknown")).isLessThanOrEqualTo(3_660_000L);
  }

  @Test
  void norIfTheTickComesFirst() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).pods("a/x").rows());
    ledger.tick(T + 20 * 3600_000L);
    ledger.observe(page(20 * 3600).busy(1).pods("a/x").rows());
    ledger.tick(T + 20 * 3600_000L);
    assertThat(sum("gpu_millis", "unknown")).isLessThanOrEqualTo(3_660_000L);
  }

  @Test
  void anXidAfterAPageWithoutTheFieldIsNews() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    ledger.observe(page(0).busy(1).with(GpuMetric.XID_ERROR, 0).rows());
    ledger.observe(page(1).busy(1).rows());
    ledger.observe(page(2).busy(1).with(GpuMetric.XID_ERROR, 79).rows());
    int[] xid = new int[1];
    ledger.forEachAccount(a -> xid[0] = a.xidError());
    assertThat(xid[0]).isEqualTo(79);
  }

  @Test
  void aPageWithoutUtilizationIsNoBasis() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    for (int s = 0; s <= 60; s++) {
      Fleet f = page(s).pods("a/x");
      if (s != 30) {
        f.busy(0.5);
      }
      ledger.observe(f.rows());
    }
    ledger.tick(T + 61_000);
    assertThat(kept.get(0).stringAt(Tables.LEDGER.column("utilization_basis"), 0))
        .isEqualTo("smActive");
  }

  @Test
  void aChangeOfTheMigLayoutLosesNothing() {
    Ledger ledger = ledger(300, 5, 30, 3600);
    for (int s = 0; s < 30; s++) {
      ledger.observe(page(s).busy(1).counter(70_000.0 * s).pods("a/x").rows());
    }
    for (int s = 30; s <= 60; s++) {
      ledger.observe(
          page(s)
              .instance("1", "3g.40gb")
              .busy(1)
              .counter(70_000.0 * s)
              .pods("a/x")
              .gpu("GPU-1", T + s * 1_000L)
              .instance("2", "3g.40gb")
              .busy(0)
              .counter(70_000.0 * s)
              .pods("b/y")
              .rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("gpu_millis", "")).isEqualTo(60_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(4_200_000);
    assertThat(ledger.totals().residualGpuMillis()).isZero();
  }

  @Test
  void aLongIntervalIsNotForgottenWhileItsReadingHolds() {
    Ledger ledger = ledger(300, 60, 30, 120);
    for (int s = 0; s <= 1800; s += 300) {
      ledger.tick(T + s * 1_000L - 1);
      for (int q = Math.max(0, s - 299); q < s; q += 10) {
        ledger.tick(T + q * 1_000L);
      }
      RowBatch b = interval(s);
      ledger.observe(b);
    }
    ledger.tick(T + 1800_000L);
    assertThat(sum("gpu_millis", "")).isEqualTo(1_800_000);
  }

  private static RowBatch interval(int s) {
    RowBatch.Builder rows = RowBatch.builder(Tables.GPU_SAMPLES, "test", 8);
    int row = rows.addRow();
    rows.set(row, "time_ms", T + s * 1_000L).set(row, "gpu_uuid", "GPU-1");
    rows.set(row, "gpu_model", Fleet.H100).set(row, "scrape_interval_millis", 300_000);
    rows.set(row, GpuMetric.SM_ACTIVE_RATIO.column(), 0.5);
    return rows.build();
  }

  @Test
  void anErrorInTheStoreDoesNotStopTheLedger() {
    boolean[] fail = {true};
    Ledger ledger =
        new Ledger(
            new LedgerRules(TestingLedger.config(300, 5, 30, 3600), new PriceBook(List.of())),
            batch -> {
              if (fail[0]) {
                throw new OutOfMemoryError("test");
              }
              kept.add(batch);
              return CompletableFuture.completedStage(null);
            });
    ledger.observe(page(0).busy(1).rows());
    ledger.tick(T + 91_000);
    fail[0] = false;
    ledger.tick(T + 92_000);
    assertThat(kept).hasSize(1);
  }

  @Test
  void aReadingFromTheFutureGoesStale() {
    Ledger ledger = ledger(300, 60, 30, 7200);
    ledger.observe(page(3 * 3600).busy(0).rows());
    LedgerRules rules =
        new LedgerRules(TestingLedger.config(300, 60, 30, 3600), new PriceBook(List.of()));
    GpuStatus[] s = new GpuStatus[1];
    ledger.forEachAccount(a -> s[0] = new GpuStatuses(rules).status(a));
    assertThat(s[0].stale(Instant.ofEpochMilli(T + 3600_000L))).isTrue();
  }

  @Test
  void theOrderOfSharersIsNoChangeOfOwners() {
    Ledger ledger = ledger(20, 5, 30, 3600);
    for (int s = 0; s <= 60; s++) {
      ledger.observe(
          (s % 2 == 0 ? page(s).busy(0).pods("a/x", "b/y") : page(s).busy(0).pods("b/y", "a/x"))
              .rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("gpu_millis", "allocatedIdle")).isEqualTo(40_000);
  }

  @Test
  void aSecondTargetWithoutACounterAddsNoEnergy() {
    Ledger ledger = ledger(300, 20, 30, 3600);
    for (int s = 0; s <= 60; s++) {
      ledger.observe(page(s).busy(1).watts(300).counter(300_000.0 * s).pods("a/x").rows());
      ledger.observe(
          Fleet.page().gpu("GPU-1", T + s * 1_000L + 500).busy(1).watts(300).pods("a/x").rows());
    }
    ledger.tick(T + 61_000);
    assertThat(sum("energy_millijoules", "")).isEqualTo(18_000_000);
  }
}
