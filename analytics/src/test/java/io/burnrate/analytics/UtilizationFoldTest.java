package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.LedgerClass;
import org.junit.jupiter.api.Test;

class UtilizationFoldTest {
  private static final long MINUTE = 60_000;

  @Test
  void anOwnersGpusAreWhatItHeldOnAverage() {
    UtilizationFold fold = new UtilizationFold(Dimension.NAMESPACE);
    fold.add(line("a", LedgerClass.OWNED, "x", MINUTE / 2, 1.0));
    fold.add(line("a", LedgerClass.OWNED, "y", MINUTE / 2, 1.0));
    fold.add(line("b", LedgerClass.OWNED, "x", MINUTE, 0.25));
    fold.add(line("c", LedgerClass.UNALLOCATED, "", MINUTE, 0));
    assertThat(fold.items())
        .extracting(item -> item.key() + " " + item.gpus() + " " + item.allocatedGpus())
        .containsExactly("__unallocated__ 1.0 0.0", "x 1.5 1.5", "y 0.5 0.5");
    // (0.5 min x 1 + 1 min x 0.25) / 1.5 min
    assertThat(fold.items().get(1).utilizationRatio()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void powerIsTheSumOfWhatEachGpuDrewWhileHeard() {
    UtilizationFold fold = new UtilizationFold(Dimension.CLUSTER);
    fold.add(line("a", LedgerClass.OWNED, "x", MINUTE, 0.5));
    fold.add(line("b", LedgerClass.OWNED, "x", MINUTE / 2, 0.5));
    fold.add(unknown("b", MINUTE / 2));
    UtilizationReport.Item item = fold.items().get(0);
    // 100 W each; the silent half minute of b draws nothing that we know of.
    assertThat(item.powerWatts()).isCloseTo(200, within(1e-9));
    assertThat(item.gpus()).isEqualTo(2);
    assertThat(item.allocatedGpus()).isEqualTo(2);
    assertThat(item.trustRatio()).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void powerThatNobodyMeasuredIsNotKnown() {
    UtilizationFold fold = new UtilizationFold(Dimension.GPU);
    fold.add(withBasis("smActive"));
    assertThat(fold.items().get(0).powerWatts()).isNaN();

    fold = new UtilizationFold(Dimension.CLUSTER);
    fold.add(withBasis("smActive"));
    fold.add(line("a", LedgerClass.OWNED, "x", MINUTE, 0.5));
    assertThat(fold.items().get(0).powerWatts()).isCloseTo(100, within(1e-9));
  }

  @Test
  void readingsOfTwoKindsAreCalledMixed() {
    UtilizationFold fold = new UtilizationFold(Dimension.CLUSTER);
    fold.add(line("a", LedgerClass.OWNED, "x", MINUTE, 0.5));
    assertThat(fold.items().get(0).basis()).isEqualTo("smActive");
    fold.add(withBasis("gpuUtil"));
    assertThat(fold.items().get(0).basis()).isEqualTo("mixed");
  }

  private static LedgerLine line(
      String gpu, LedgerClass ledgerClass, String namespace, long millis, double ratio) {
    return new LedgerLine(
        labels(gpu),
        ledgerClass,
        namespace,
        "w",
        "smActive",
        millis,
        100 * millis,
        Math.round(ratio * millis * 1_000),
        millis,
        millis,
        0,
        0,
        new Trust(millis, 0, 0, 0, 0, 0, 0, 0));
  }

  private static LedgerLine unknown(String gpu, long millis) {
    return new LedgerLine(
        labels(gpu), LedgerClass.UNKNOWN, "", "", "", millis, 0, 0, 0, 0, 0, 0, Trust.NONE);
  }

  private static LedgerLine withBasis(String basis) {
    return new LedgerLine(
        labels("z"),
        LedgerClass.OWNED,
        "x",
        "w",
        basis,
        MINUTE,
        0,
        0,
        MINUTE,
        MINUTE,
        0,
        0,
        Trust.NONE);
  }

  private static GpuLabels labels(String gpu) {
    return new GpuLabels("lab", "p", "n", gpu, "m");
  }
}
