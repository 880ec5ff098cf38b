package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes that share the ledger, beside one that keeps all of it. */
class SharedLedgerTest {
  private static final int SHARDS = 4;

  @TempDir private Path folder;
  private SharedFleet alone;
  private SharedFleet shared;
  private Analytics single;
  private Analytics first;
  private Analytics second;

  @BeforeEach
  void begin() {
    alone = new SharedFleet(folder.resolve("alone"), 1);
    shared = new SharedFleet(folder.resolve("shared"), SHARDS);
    single = alone.process(Duties.ALL);
    first = shared.process(Duties.LEDGER_ONLY);
    second = shared.process(Duties.LEDGER_ONLY);
    shared.store.move(shared.store.member(0), 0, 1);
    shared.store.move(shared.store.member(1), 2, 3);
  }

  @AfterEach
  void end() {
    alone.close();
    shared.close();
  }

  private void run(int from, int to) {
    alone.run(from, to);
    shared.run(from, to);
  }

  private Predicate<String> inShards(int... shards) {
    return gpu -> Arrays.stream(shards).anyMatch(s -> s == shared.shardOf(gpu));
  }

  @Test
  void everyShardHasAGpu() {
    Set<Integer> used = new TreeSet<>();
    for (int i = 0; i < SharedFleet.GPUS; i++) {
      used.add(shared.shardOf(SharedFleet.gpu(i)));
    }
    assertThat(used).hasSize(SHARDS);
  }

  @Test
  void twoKeepTheLedgerThatOneKeeps() {
    run(0, 1_800);
    assertThat(alone.ledger()).hasSizeGreaterThan(500);
    assertThat(shared.ledger()).isEqualTo(alone.ledger());
    assertThat(first.measurements()).containsEntry("held_shards", 2.0);
    assertThat(second.measurements()).containsEntry("ledger_takeovers_total", 2.0);
    assertThat(total(first) + total(second)).isEqualTo(total(single));
  }

  private static long total(Analytics process) {
    LedgerTotals totals = process.ledgerTotals();
    assertThat(totals.residualGpuMillis()).isZero();
    return totals.lines().stream().mapToLong(LedgerTotals.Line::costNanoUsd).sum();
  }

  @Test
  void aTakeoverInTheMiddleOfAMinuteIsARestart() {
    run(0, 100);
    alone.end(single);
    shared.store.cutOff(shared.store.member(1));
    single = alone.process(Duties.ALL);
    shared.store.move(shared.store.member(0), 2, 3);
    run(100, 900);
    assertThat(shared.ledger(inShards(2, 3))).isEqualTo(alone.ledger(inShards(2, 3)));
    assertThat(single.ledgerTotals().lateSamples()).isZero();
    assertThat(first.ledgerTotals().lateSamples()).isZero();
  }

  @Test
  void minutesThatNobodyClosedAreClosedByTheNextOne() {
    run(0, 400);
    alone.end(single);
    shared.store.cutOff(shared.store.member(1));
    run(400, 700);
    single = alone.process(Duties.ALL);
    shared.store.move(shared.store.member(0), 2, 3);
    run(700, 1_500);
    assertThat(shared.ledger(inShards(2, 3))).isEqualTo(alone.ledger(inShards(2, 3)));
    assertWhole(shared, 1_400);
  }

  @Test
  void whatIsNotMovedIsNotDisturbed() {
    run(0, 400);
    shared.store.cutOff(shared.store.member(1));
    run(400, 700);
    shared.store.move(shared.store.member(0), 2, 3);
    run(700, 1_500);
    assertThat(shared.ledger(inShards(0, 1))).isEqualTo(alone.ledger(inShards(0, 1)));
  }

  @Test
  void aZombieThatTicksLateWritesNothing() {
    shared.run(0, 110);
    shared.store.cutOff(shared.store.member(1));
    shared.store.move(shared.store.member(0), 2, 3);
    shared.clock(500);
    List<String> before = shared.ledger();
    second.tick();
    assertThat(shared.ledger()).isEqualTo(before);
    assertThat(second.measurements())
        .containsEntry("not_owner_appends_total", 2.0)
        .containsEntry("held_shards", 0.0);
    assertThat(second.ledgerTotals().failedAppends()).isZero();
    second.tick();
    assertThat(second.measurements()).containsEntry("not_owner_appends_total", 2.0);
  }

  @Test
  void sumsStayWhenAShardGoes() {
    shared.run(0, 400);
    long before = total(second);
    assertThat(before).isPositive();
    shared.store.move(shared.store.member(0), 2, 3);
    assertThat(total(second)).isEqualTo(before);
    assertThat(second.measurements()).containsEntry("held_shards", 0.0).containsEntry("gpus", 0.0);
  }

  @Test
  void aShardIsNotRecoveredWhileAnEarlierMinuteIsUnderWay() {
    shared.run(0, 60);
    shared.store.holdAppends();
    shared.run(60, 80);
    shared.store.move(shared.store.member(0), 2);
    TestingSharedStore.Member late = shared.store.member(1);
    assertThatThrownBy(() -> shared.store.move(late, 2)).hasMessageContaining("not been answered");
    shared.store.releaseAppends();
    shared.store.move(late, 2);
    shared.run(80, 900);
    assertWhole(shared, 800);
  }

  @Test
  void aShardThatWasRefusedButIsOursIsRecovered() {
    shared.run(0, 60);
    shared.store.refuse(2);
    shared.run(60, 70);
    assertThat(second.measurements())
        .containsEntry("not_owner_appends_total", 1.0)
        .containsEntry("held_shards", 1.0);
    shared.store.allow(2);
    shared.run(70, 900);
    assertThat(second.measurements()).containsEntry("held_shards", 2.0);
    assertWhole(shared, 800);
  }

  @Test
  void aTakeoverThatCannotReadTheStoreIsTriedAgain() {
    shared.run(0, 110);
    shared.store.cutOff(shared.store.member(1));
    shared.store.failQueries(1);
    TestingSharedStore.Member heir = shared.store.member(0);
    assertThatThrownBy(() -> shared.store.move(heir, 2, 3)).hasMessageContaining("is down");
    assertThat(first.measurements()).containsEntry("held_shards", 2.0);
    shared.store.move(heir, 2, 3);
    shared.run(110, 900);
    assertWhole(shared, 800);
  }

  /** One GPU has left the fleet long ago: its shard stands still in the store. */
  @Test
  void aShardWithoutAGpuForHoursIsTakenOverQuickly() {
    shared.run(0, 200);
    int[] queries = {0};
    shared.clock(4 * 3_600);
    shared.store.beforeQuery(() -> queries[0]++);
    shared.store.move(shared.store.member(0), 0, 1, 2, 3);
    // The minutes around the last readings, not the hours since.
    assertThat(queries[0]).isLessThan(15);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void movesNeverDoubleOrLoseAGpuMinute(long seed) {
    Random random = new Random(seed);
    for (int at = 0; at < 3_600; at += 10) {
      shared.step(at);
      if (random.nextInt(6) == 0) {
        disturb(random, at);
      }
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      shared.store.move(shared.store.member(0), shard);
    }
    shared.run(3_600, 3_900);
    assertWhole(shared, 3_800);
  }

  /** A shard moves, is orphaned for a while, or its holder is refused or leaves a write behind. */
  private void disturb(Random random, int at) {
    int shard = random.nextInt(SHARDS);
    TestingSharedStore.Member to = shared.store.member(random.nextInt(2));
    switch (random.nextInt(4)) {
      case 0 -> shared.store.move(to, shard);
      case 1 -> shared.store.refuse(shard);
      case 2 -> {
        shared.clock(at + 5);
        shared.tick();
        shared.store.move(to, shard, (shard + 1) % SHARDS);
      }
      default -> {
        shared.store.refuse(shard);
        shared.clock(at + 9);
        shared.tick();
        shared.store.move(to, shard);
      }
    }
  }

  /**
   * Every GPU that was heard in a closed minute has it, as long as it was there, and entered once.
   */
  private static void assertWhole(SharedFleet fleet, int seconds) {
    Map<String, long[]> minutes = fleet.minutes();
    for (int gpu = 0; gpu < SharedFleet.GPUS; gpu++) {
      for (int minute = 0; minute < seconds / 60 - 1; minute++) {
        long expected = expectedMillis(gpu, minute);
        long[] sums = minutes.getOrDefault(SharedFleet.gpu(gpu) + '@' + minute, new long[2]);
        assertThat(sums).as("GPU %s in minute %s", gpu, minute).containsExactly(expected, expected);
      }
    }
  }

  /** GPU 5 is there from second 200 until the end of the minute 600 s after second 990. */
  private static long expectedMillis(int gpu, int minute) {
    if (gpu != 5) {
      return 60_000;
    }
    if (minute == 3) {
      return 40_000;
    }
    return minute > 3 && minute < 27 ? 60_000 : 0;
  }
}
