package io.burnrate.simulator;

import static io.burnrate.simulator.TinyFleet.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTimesTest {
  private final Device device = TinyFleet.whole(segment(10, 100, Tenancy.FREE)).devices().get(0);

  @Test
  void energyCounterIsTheBasePlusTheIntegral() {
    FaultTimes none = new FaultTimes(Faults.NONE);
    assertThat(none.energyCounterMillijoules(device, 0)).isEqualTo(5_000);
    assertThat(none.energyCounterMillijoules(device, 60_000)).isEqualTo(5_000 + 6_000_000);
  }

  @Test
  void driverReloadStartsTheCounterAgain() {
    Faults.Reload reload = new Faults.Reload(0, Duration.ofSeconds(60));
    FaultTimes faults =
        new FaultTimes(new Faults(List.of(), List.of(), List.of(reload), List.of(), null, null));
    assertThat(faults.energyCounterMillijoules(device, 59_999)).isEqualTo(5_000 + 5_999_900);
    assertThat(faults.energyCounterMillijoules(device, 60_000)).isEqualTo(0);
    assertThat(faults.energyCounterMillijoules(device, 61_000)).isEqualTo(100_000);
  }

  @Test
  void theNewestXidStays() {
    Faults.Xid first = new Faults.Xid(0, 31, Duration.ofSeconds(1));
    Faults.Xid second = new Faults.Xid(0, 94, Duration.ofSeconds(5));
    FaultTimes faults =
        new FaultTimes(
            new Faults(List.of(second, first), List.of(), List.of(), List.of(), null, null));
    assertThat(faults.xid(device, 999)).isZero();
    assertThat(faults.xid(device, 1_000)).isEqualTo(31);
    assertThat(faults.xid(device, 1_000_000)).isEqualTo(94);
  }

  @Test
  void aFaultOfSomethingTheFleetLacksDoesNothing() {
    FaultTimes faults = new FaultTimes(Faults.demo(80));
    assertThat(faults.gaps(device)).isEmpty();
    assertThat(faults.down(7, 70_000)).isNull();
    assertThat(faults.down(9, 70_000)).isEqualTo(Faults.DownKind.CONNECTION_CLOSED);
  }
}
