package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Tables;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  @Test
  void aSetOfHashesHoldsWhatASetHolds() {
    Random random = new Random(7);
    LongSet set = new LongSet();
    Set<Long> truth = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextInt(12_000) * (random.nextBoolean() ? 1L : 1L << 40);
      if (value != 1) {
        assertThat(set.add(value)).isEqualTo(truth.add(value));
      }
    }

    assertThat(set.size()).isEqualTo(truth.size());
    assertThat(truth).allMatch(set::contains);
    assertThat(set.contains(-5)).isFalse();
  }

  @Test
  void nothingBeforeTheFloorIsSurelyNew() {
    RecentIdentities recent = new RecentIdentities(100, 1_000);

    assertThat(recent.surelyNew(999, 1)).isFalse();
    assertThat(recent.surelyNew(1_000, 1)).isTrue();
    recent.add(1_000, 1);
    assertThat(recent.surelyNew(1_000, 1)).isFalse();
    assertThat(recent.surelyNew(1_000, 2)).isTrue();
  }

  @Test
  void whatIsForgottenLiesBeforeTheFloor() {
    RecentIdentities recent = new RecentIdentities(1_000, Long.MIN_VALUE);
    for (int i = 0; i < 100_000; i++) {
      recent.add(i * 50L, i);
      assertThat(recent.size()).isLessThanOrEqualTo(1_000);
    }

    for (int i = 0; i < 100_000; i++) {
      assertThat(recent.surelyNew(i * 50L, i)).isFalse();
    }
    assertThat(recent.surelyNew(100_000 * 50L, 7)).isTrue();
  }

  @Test
  void theFloorNeverFallsAndHoldsAtTheEndsOfTime() {
    RecentIdentities recent = new RecentIdentities(1, Long.MIN_VALUE);
    recent.add(Long.MAX_VALUE, 1);
    recent.add(Long.MIN_VALUE + 1, 2);
    recent.add(Long.MAX_VALUE - 1, 3);

    assertThat(recent.surelyNew(Long.MAX_VALUE, 1)).isFalse();
    assertThat(recent.surelyNew(Long.MIN_VALUE + 1, 2)).isFalse();
    assertThat(recent.surelyNew(Long.MAX_VALUE - 1, 3)).isFalse();
  }

  @Test
  void timesFarApartTakeBoundedMemory() {
    RecentIdentities recent = new RecentIdentities(1 << 18, Long.MIN_VALUE);
    for (int i = 0; i < 10_000; i++) {
      recent.add(i * 86_400_000L, i);
    }

    assertThat(recent.size()).isLessThanOrEqualTo(4_096);
    assertThat(recent.surelyNew(0, 0)).isFalse();
  }

  @Test
  void afterAFailureItsTimesAreNotTrusted() {
    RecentIdentities recent = new RecentIdentities(100, Long.MIN_VALUE);
    recent.forgetUpTo(5_000);

    assertThat(recent.surelyNew(5_000, 1)).isFalse();
    assertThat(recent.surelyNew(5_001, 1)).isTrue();
    assertThat(recent.floorMillis()).isEqualTo(5_001);
  }

  @Test
  void ofEqualRowsInAGroupTheFirstStays() {
    RowGroup group =
        new RowGroup(
            new Identities(Tables.SPANS),
            List.of(
                TestStores.spans("a", 3, TestStores.NOON),
                TestStores.spans("b", 2, TestStores.NOON),
                TestStores.spans("a", 4, TestStores.NOON)));

    assertThat(group.size()).isEqualTo(6);
    assertThat(group.duplicates()).isEqualTo(3);
    assertThat(group.maxMillis()).isEqualTo(TestStores.NOON.toEpochMilli() + 3);
    group.drop(0);
    group.drop(0);
    assertThat(group.duplicates()).isEqualTo(4);
  }
}
