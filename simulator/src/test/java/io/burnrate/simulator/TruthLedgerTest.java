package io.burnrate.simulator;

import static io.burnrate.domain.LedgerClass.ALLOCATED_IDLE;
import static io.burnrate.domain.LedgerClass.OWNED;
import static io.burnrate.domain.LedgerClass.UNALLOCATED;
import static io.burnrate.domain.LedgerClass.UNKNOWN;
import static io.burnrate.simulator.TinyFleet.ALICE;
import static io.burnrate.simulator.TinyFleet.BOB;
import static io.burnrate.simulator.TinyFleet.CAROL;
import static io.burnrate.simulator.TinyFleet.held;
import static io.burnrate.simulator.TinyFleet.seconds;
import static io.burnrate.simulator.TinyFleet.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TruthLedgerTest {
  @Test
  void busyThenIdleThenFreeIsWorkedOutByHand() {
    FleetPlan plan =
        TinyFleet.whole(
            segment(60, 500, held(800_000, ALICE)),
            segment(90, 100, held(0, ALICE)),
            segment(50, 70, Tenancy.FREE));
    TruthLedger truth = TinyFleet.truth(plan, Faults.NONE);

    // Busy 60 s, idle for 30 s before it counts as waste, 60 s of waste, 50 s nobody's.
    assertThat(truth.entries(seconds(0, 200)))
        .extracting(
            TruthLedger.Entry::ledgerClass,
            TruthLedger.Entry::owner,
            TruthLedger.Entry::gpuSeconds,
            TruthLedger.Entry::energyJoules)
        .containsExactly(
            tuple(OWNED, ALICE, 90.0, 60 * 500.0 + 30 * 100),
            tuple(ALLOCATED_IDLE, ALICE, 60.0, 60 * 100.0),
            tuple(UNALLOCATED, null, 50.0, 50 * 70.0));
    TruthTotals totals = truth.totals(seconds(0, 200));
    assertThat(totals.all().costUsd()).isCloseTo(0.200, within(1e-12));
    assertThat(totals.sum(ALLOCATED_IDLE).costUsd()).isCloseTo(0.060, within(1e-12));
    assertThat(totals.utilizationRatio()).isEqualTo(60 * 0.8 / 200);
  }

  @Test
  void idlenessThatBeganBeforeTheRangeIsRemembered() {
    FleetPlan plan =
        TinyFleet.whole(
            segment(60, 500, held(800_000, ALICE)),
            segment(20, 100, held(0, ALICE)),
            segment(20, 100, held(10_000, ALICE)));
    TruthLedger truth = TinyFleet.truth(plan, Faults.NONE);

    // Idle since second 60, so waste since second 90.
    assertThat(truth.entries(seconds(85, 100)))
        .extracting(TruthLedger.Entry::ledgerClass, TruthLedger.Entry::gpuSeconds)
        .containsExactly(tuple(OWNED, 5.0), tuple(ALLOCATED_IDLE, 10.0));
  }

  @Test
  void timeSlicingSplitsEquallyAmongThePodsPresent() {
    FleetPlan plan =
        TinyFleet.whole(
            segment(30, 300, held(500_000, ALICE, BOB, CAROL)),
            segment(20, 300, held(500_000, ALICE, BOB)));
    TruthLedger truth = TinyFleet.truth(plan, Faults.NONE);

    assertThat(truth.entries(seconds(0, 50)))
        .extracting(
            TruthLedger.Entry::owner, TruthLedger.Entry::gpuSeconds, TruthLedger.Entry::basis)
        .containsExactly(
            tuple(ALICE, 20.0, ShareBasis.EQUAL_SPLIT),
            tuple(BOB, 20.0, ShareBasis.EQUAL_SPLIT),
            tuple(CAROL, 10.0, ShareBasis.EQUAL_SPLIT));
  }

  @Test
  void migInstancesAreJudgedOneByOneAndLeftoversAreNobodys() {
    List<Partition> partitions =
        List.of(
            new Partition("3g.40gb", 2, 3, 4),
            new Partition("2g.20gb", 3, 2, 2),
            new Partition("1g.10gb", 9, 1, 1));
    Cycle cycle =
        new Cycle(List.of(segment(100, 210, held(700_000, ALICE), held(0, BOB), Tenancy.FREE)));
    TruthLedger truth =
        TinyFleet.truth(TinyFleet.of(List.of(partitions), List.of(cycle)), Faults.NONE);

    // 700 GPU-seconds in sevenths: 300 Alice, 60 + 140 Bob, 100 free instance and 100 no instance.
    assertThat(truth.entries(seconds(0, 700)))
        .extracting(
            TruthLedger.Entry::ledgerClass,
            TruthLedger.Entry::owner,
            TruthLedger.Entry::gpuSeconds,
            TruthLedger.Entry::basis)
        .containsExactlyInAnyOrder(
            tuple(OWNED, ALICE, 300.0, ShareBasis.MIG_SLICES),
            tuple(OWNED, BOB, 30 * 2 / 7.0, ShareBasis.MIG_SLICES),
            tuple(ALLOCATED_IDLE, BOB, 670 * 2 / 7.0, ShareBasis.MIG_SLICES),
            tuple(UNALLOCATED, null, 200.0, ShareBasis.NONE));
    assertThat(truth.totals(seconds(0, 700)).utilizationRatio())
        .isCloseTo(0.7 * 3 / 7, within(1e-9));
  }

  @Test
  void unheardTimeIsUnknownAndListed() {
    FleetPlan plan = TinyFleet.whole(segment(100, 200, held(900_000, ALICE)));
    Faults faults =
        new Faults(
            List.of(),
            List.of(
                new Faults.Down(
                    0, Duration.ofSeconds(10), Duration.ofSeconds(30), Faults.DownKind.ERROR_500)),
            List.of(),
            List.of(new Faults.Silence(0, Duration.ofSeconds(25), Duration.ofSeconds(40))),
            null,
            null);
    TruthLedger truth = TinyFleet.truth(plan, faults);

    assertThat(truth.entries(seconds(0, 50)))
        .extracting(
            TruthLedger.Entry::ledgerClass,
            TruthLedger.Entry::gpuSeconds,
            TruthLedger.Entry::energyJoules)
        .containsExactly(tuple(OWNED, 20.0, 4000.0), tuple(UNKNOWN, 30.0, 6000.0));
    assertThat(truth.silences(seconds(0, 28)))
        .containsExactly(new TruthLedger.Silence("GPU-0", seconds(10, 28), "targetDown"));
    assertThat(truth.gpus(seconds(0, 50)).get(0).heardMillis()).isEqualTo(20_000);
  }

  @Test
  void sharesOfEveryGpuAddUpToItsTimeAndEnergyExactly() {
    SimulatorConfig config = SimulatorConfig.demo(64, 42);
    FleetPlan plan = FleetPlan.of(64, 42, FleetMix.MIXED, config.pace());
    Instant start = TinyFleet.START;
    TruthLedger truth = new TruthLedger(plan, config, start);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      long from = random.nextLong(3_600_000);
      long to = from + random.nextLong(1, 600_000);
      TimeRange range = new TimeRange(start.plusMillis(from), start.plusMillis(to));
      List<TruthLedger.Entry> entries = truth.entries(range);
      for (Device device : plan.devices()) {
        long parts = 0;
        long energy = 0;
        for (TruthLedger.Entry entry : entries) {
          if (entry.gpuUuid().equals(device.uuid())) {
            parts += entry.millisParts();
            energy += entry.microjouleParts();
          }
        }
        assertThat(parts).isEqualTo((to - from) * TruthLedger.PARTS);
        assertThat(energy)
            .isEqualTo((device.microjoules(to) - device.microjoules(from)) * TruthLedger.PARTS);
      }
    }
  }

  @Test
  void neighbouringRangesAddUp() {
    SimulatorConfig config = SimulatorConfig.demo(24, 3);
    FleetPlan plan = FleetPlan.of(24, 3, FleetMix.MIXED, config.pace());
    TruthLedger truth = new TruthLedger(plan, config, TinyFleet.START);
    Map<LedgerClass, Long> pieces = new EnumMap<>(LedgerClass.class);
    for (int at = 0; at < 600; at += 7) {
      parts(truth, at, Math.min(600, at + 7)).forEach((key, value) -> add(pieces, key, value));
    }
    Map<LedgerClass, Long> whole = parts(truth, 0, 600);
    assertThat(pieces).isEqualTo(whole);
    assertThat(whole).containsKeys(OWNED, ALLOCATED_IDLE, UNALLOCATED, UNKNOWN);
  }

  private static Map<LedgerClass, Long> parts(TruthLedger truth, int from, int to) {
    Map<LedgerClass, Long> parts = new EnumMap<>(LedgerClass.class);
    for (TruthLedger.Entry entry : truth.entries(seconds(from, to))) {
      add(parts, entry.ledgerClass(), entry.millisParts());
    }
    return parts;
  }

  private static void add(Map<LedgerClass, Long> sums, LedgerClass key, long value) {
    sums.put(key, sums.getOrDefault(key, 0L) + value);
  }

  @Test
  void timeBeforeTheFleetIsCutOff() {
    TruthLedger truth =
        TinyFleet.truth(TinyFleet.whole(segment(10, 100, Tenancy.FREE)), Faults.NONE);
    assertThat(truth.entries(seconds(-100, 5)))
        .extracting(TruthLedger.Entry::gpuSeconds)
        .containsExactly(5.0);
    assertThat(truth.entries(seconds(-100, -5))).isEmpty();
  }
}
