package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The ledger against hand-worked minutes. Minute 0 begins at {@link #T}. */
class LedgerTest {
  private static final long T = 1_790_000_040_000L;
  private static final long MINUTE = 60_000;

  private final List<RowBatch> kept = new ArrayList<>();
  private final Ledger ledger = TestingLedger.of(kept, 20, 5, 30, 180);

  @Test
  void aBusyGpuIsOwnedForTheWholeMinute() {
    everySecond(0, 61, s -> page(s).busy(0.5).watts(300).counter(300_000.0 * s).pods("team/train"));
    ledger.tick(T + 61_000);
    assertThat(entries()).containsOnlyKeys("owned team/train/train-0/main");
    Line line = entry("owned team/train/train-0/main");
    assertThat(line.millis).isEqualTo(60_000);
    // 3.60 USD an hour is 0.06 a minute; 300 W for a minute are 18 kJ.
    assertThat(line.nanoUsd).isEqualTo(60_000_000);
    assertThat(line.millijoules).isEqualTo(18_000_000);
    assertThat(line.usedMicros).isEqualTo(30_000_000);
    assertThat(ledger.totals().residualGpuMillis()).isZero();
  }

  @Test
  void idleTimeIsWasteOnlyAfterTheGrace() {
    everySecond(0, 61, s -> page(s).busy(s < 10 ? 0.9 : 0.01).pods("team/nb"));
    ledger.tick(T + 61_000);
    // Idle from second 10 on; waste from second 30 on.
    assertThat(entry("owned team/nb/nb-0/main").millis).isEqualTo(30_000);
    assertThat(entry("allocatedIdle team/nb/nb-0/main").millis).isEqualTo(30_000);
  }

  @Test
  void aNewPodOnAnIdleGpuStartsItsOwnGrace() {
    everySecond(0, 61, s -> page(s).busy(0).pods(s < 40 ? "team/a" : "team/b"));
    ledger.tick(T + 61_000);
    assertThat(entry("owned team/a/a-0/main").millis).isEqualTo(20_000);
    assertThat(entry("allocatedIdle team/a/a-0/main").millis).isEqualTo(20_000);
    assertThat(entry("owned team/b/b-0/main").millis).isEqualTo(20_000);
  }

  @Test
  void silenceIsUnknownAfterAReadingHasGoneStale() {
    everySecond(0, 21, s -> page(s).busy(0.5).watts(100).pods("team/a"));
    ledger.tick(T + 2 * MINUTE);
    // The last reading is of second 20 and holds for 5 s.
    assertThat(entry("owned team/a/a-0/main").millis).isEqualTo(25_000);
    assertThat(entry("unknown ").millis).isEqualTo(35_000);
    assertThat(entry("owned team/a/a-0/main").measured).isEqualTo(25_000);
    assertThat(entry("unknown ").measured).isZero();
  }

  @Test
  void theCounterOfASilentStretchStaysInTheBooks() {
    everySecond(0, 11, s -> page(s).busy(0.5).watts(100).counter(100_000.0 * s).pods("team/a"));
    ledger.observe(page(50).busy(0.5).watts(100).counter(5_000_000).pods("team/a").rows());
    ledger.observe(page(60).busy(0.5).watts(100).counter(6_000_000).pods("team/a").rows());
    ledger.observe(page(61).busy(0.5).watts(100).counter(6_100_000).pods("team/a").rows());
    ledger.tick(T + 61_000);
    long millijoules = entries().values().stream().mapToLong(line -> line.millijoules).sum();
    assertThat(millijoules).isEqualTo(6_000_000);
    // 100 W: of the silences of 40 s and 10 s, all but the 5 s that a reading holds.
    assertThat(entry("unknown ").millijoules).isEqualTo(4_000_000);
  }

  @Test
  void sharersSplitAGpuThatIsCountedOnce() {
    everySecond(0, 61, s -> page(s).busy(0.9).counter(90_000.0 * s).pods("a/x", "b/y", "c/z"));
    ledger.tick(T + 61_000);
    assertThat(entries()).hasSize(3);
    assertThat(entries().values()).allMatch(line -> line.millis == 20_000);
    assertThat(entries().values()).allMatch(line -> line.nanoUsd == 20_000_000);
    assertThat(entries().values()).allMatch(line -> line.millijoules == 1_800_000);
  }

  @Test
  void measuredSharesGoBeforeEqualOnes() {
    everySecond(0, 61, s -> page(s).busy(0.9).pods("a/x=0.75", "b/y=0.25"));
    ledger.tick(T + 61_000);
    assertThat(entry("owned a/x/x-0/main").millis).isEqualTo(45_000);
    assertThat(entry("owned b/y/y-0/main").millis).isEqualTo(15_000);
  }

  @Test
  void migInstancesTakeTheirSlicesAndTheRestIsNobodys() {
    everySecond(
        0,
        61,
        s ->
            page(s)
                .instance("1", "3g.40gb")
                .busy(1)
                .counter(70_000.0 * s)
                .pods("a/x")
                .gpu("GPU-1", at(s))
                .instance("2", "2g.20gb")
                .busy(0)
                .counter(70_000.0 * s));
    ledger.tick(T + 61_000);
    assertThat(entry("owned a/x/x-0/main").millis).isCloseTo(25_714, within(1L));
    assertThat(entry("unallocated ").millis).isCloseTo(34_286, within(1L));
    long all = entries().values().stream().mapToLong(line -> line.millis).sum();
    assertThat(all).isEqualTo(60_000);
    // Energy is the board's, repeated on each instance: 70 W for a minute, counted once.
    long millijoules = entries().values().stream().mapToLong(line -> line.millijoules).sum();
    assertThat(millijoules).isEqualTo(4_200_000);
  }

  @Test
  void aCounterThatRestartsIsReadFromZero() {
    everySecond(
        0,
        61,
        s -> page(s).busy(1).watts(50).counter(s < 30 ? 9e9 + 50_000.0 * s : 50_000.0 * (s - 29)));
    ledger.tick(T + 61_000);
    // 29 steps of 50 J, then 50 J since the restart, then 30 steps more.
    assertThat(entry("unallocated ").millijoules).isEqualTo(60 * 50_000);
    assertThat(ledger.totals().counterResets()).isEqualTo(1);
  }

  @Test
  void withoutACounterPowerIsIntegrated() {
    // A ramp of 10 W a second: 10 t^2 / 2 after 60 s are 18 kJ.
    everySecond(0, 61, s -> page(s).watts(10.0 * s));
    ledger.tick(T + 61_000);
    assertThat(entry("unallocated ").millijoules).isEqualTo(18_000_000);
  }

  @Test
  void aCounterThatJumpsBeyondReasonIsNotBelieved() {
    everySecond(
        0, 61, s -> page(s).watts(100).counter(s < 30 ? 100_000.0 * s : 1e15 + 100_000.0 * s));
    ledger.tick(T + 61_000);
    assertThat(entry("unallocated ").millijoules).isEqualTo(6_000_000);
  }

  @Test
  void aRepeatedBatchChangesNothingAndALateOneIsCounted() {
    everySecond(0, 30, s -> page(s).busy(0.5).pods("a/x"));
    ledger.observe(page(29).busy(0.5).pods("a/x").rows());
    assertThat(ledger.totals().lateSamples()).isZero();
    ledger.observe(page(12).busy(0.5).pods("other/late").rows());
    assertThat(ledger.totals().lateSamples()).isEqualTo(1);
    everySecond(30, 61, s -> page(s).busy(0.5).pods("a/x"));
    ledger.tick(T + 61_000);
    assertThat(entries()).containsOnlyKeys("owned a/x/x-0/main");
  }

  @Test
  void aMinuteWaitsForEveryGpuUntilTheClockSaysItIsTime() {
    everySecond(0, 61, s -> page(s).busy(0.5).gpu("GPU-2", at(Math.min(s, 50))).busy(0.5));
    ledger.tick(T + 61_000);
    assertThat(kept).isEmpty();
    ledger.tick(T + 90_000);
    assertThat(kept).hasSize(1);
    assertThat(ledger.totals().residualGpuMillis()).isZero();
  }

  @Test
  void aSilentGpuIsUnknownUntilItIsForgotten() {
    everySecond(0, 2, s -> page(s).busy(0.5));
    ledger.tick(T + 10 * MINUTE);
    long unknown = kept.stream().mapToLong(batch -> sum(batch, "unknown")).sum();
    // Heard for a second, held for 5: 4 minutes begin before it is forgotten.
    assertThat(unknown).isEqualTo(4 * MINUTE - 6_000);
  }

  @Test
  void ownersBeyondTheLimitShareAnEntryAndNoTimeIsLost() {
    everySecond(
        0,
        61,
        s -> {
          String[] pods = new String[50];
          Arrays.setAll(pods, i -> "team/p" + (s * 50 + i));
          return page(s).busy(0.5).pods(pods);
        });
    ledger.tick(T + 61_000);
    assertThat(entries()).hasSize(GpuMinute.MAX_ENTRIES + 1);
    assertThat(entry("owned /__other__/__other__/__other__").millis).isEqualTo(40_000);
    assertThat(entries().values().stream().mapToLong(line -> line.millis).sum()).isEqualTo(60_000);
    assertThat(ledger.measurements()).containsEntry("folded_gpu_minutes_total", 1.0);
  }

  @Test
  void aRefusedMinuteIsKeptAtTheNextTry() {
    List<RowBatch> later = new ArrayList<>();
    boolean[] refuse = {true};
    Ledger stubborn =
        new Ledger(
            new LedgerRules(TestingLedger.config(300, 5, 30, 3600), new PriceBook(List.of())),
            batch -> {
              if (refuse[0]) {
                return CompletableFuture.failedStage(new IllegalStateException("full"));
              }
              later.add(batch);
              return CompletableFuture.completedStage(null);
            });
    stubborn.observe(page(0).busy(0.5).rows());
    stubborn.tick(T + 91_000);
    assertThat(stubborn.totals().failedAppends()).isEqualTo(1);
    refuse[0] = false;
    stubborn.tick(T + 92_000);
    assertThat(later).hasSize(1);
    assertThat(sum(later.get(0), "unallocated")).isEqualTo(5_000);
  }

  private void everySecond(int from, int to, Page page) {
    for (int second = from; second < to; second++) {
      ledger.observe(page.at(second).rows());
    }
  }

  private interface Page {
    Fleet at(int second);
  }

  private static long at(long second) {
    return T + second * 1_000;
  }

  private static Fleet page(long second) {
    return Fleet.page().gpu("GPU-1", at(second));
  }

  private record Line(
      long millis, long nanoUsd, long millijoules, long usedMicros, long measured) {}

  /** The first closed minute of GPU-1. */
  private Map<String, Line> entries() {
    RowBatch batch = kept.get(0);
    Map<String, Line> lines = new TreeMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      if (cell(batch, "time_ms", row) == T) {
        String key =
            batch.stringAt(Tables.LEDGER.column("ledger_class"), row)
                + ' '
                + batch.stringAt(Tables.LEDGER.column("owner"), row);
        lines.put(
            key,
            new Line(
                cell(batch, "gpu_millis", row),
                cell(batch, "cost_nano_usd", row),
                cell(batch, "energy_millijoules", row),
                cell(batch, "used_micros", row),
                cell(batch, "measured_millis", row)));
      }
    }
    return lines;
  }

  private Line entry(String key) {
    return Objects.requireNonNull(entries().get(key), key);
  }

  private static long sum(RowBatch batch, String ledgerClass) {
    long sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.stringAt(Tables.LEDGER.column("ledger_class"), row).equals(ledgerClass)) {
        sum += cell(batch, "gpu_millis", row);
      }
    }
    return sum;
  }

  private static long cell(RowBatch batch, String column, int row) {
    return batch.longAt(Tables.LEDGER.column(column), row);
  }
}
