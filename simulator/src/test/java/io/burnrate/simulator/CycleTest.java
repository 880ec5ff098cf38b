package io.burnrate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CycleTest {
  /** 10 s at 100 W, 20 s at 400 W: one turn of 30 s and 9,000 J. */
  private final Cycle cycle =
      new Cycle(List.of(segment(10_000, 100_000), segment(20_000, 400_000)));

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 100",
    "10000, 1000",
    "10500, 1200",
    "30000, 9000",
    "31000, 9100",
    "3000000, 900000",
    "3015000, 903000",
  })
  void energyIsTheIntegralOfPower(long positionMillis, long joules) {
    assertThat(cycle.microjoulesBefore(positionMillis)).isEqualTo(joules * 1_000_000);
  }

  @Test
  void segmentsHoldFromTheirStartToBeforeTheirEnd() {
    assertThat(cycle.at(9_999).powerMilliwatts()).isEqualTo(100_000);
    assertThat(cycle.at(10_000).powerMilliwatts()).isEqualTo(400_000);
    assertThat(cycle.at(29_999).powerMilliwatts()).isEqualTo(400_000);
    assertThat(cycle.at(30_000).powerMilliwatts()).isEqualTo(100_000);
    assertThat(cycle.segmentStart(45_000)).isEqualTo(40_000);
    assertThat(cycle.segmentEnd(45_000)).isEqualTo(60_000);
  }

  private static Segment segment(long millis, int milliwatts) {
    return new Segment(millis, milliwatts, List.of(Tenancy.FREE));
  }
}
