package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000;

  private final LogLimit limit = new LogLimit(32 * MIB, 128 * MIB);

  @BeforeEach
  void firstLook() {
    assertThat(limit.due(7)).isTrue();
    assertThat(limit.look(10 * MIB, 7)).isEqualTo(32 * MIB);
  }

  @Test
  void aLogThatGrowsSlowlyHasTheLeastLimit() {
    assertThat(limit.look(16 * MIB, 7 + SECOND)).isEqualTo(32 * MIB);
  }

  @Test
  void aLogThatGrowsFastMayHoldFiveSecondsOfIt() {
    // 20 MiB in 2 s are 50 MiB in 5 s
    assertThat(limit.look(30 * MIB, 7 + 2 * SECOND)).isEqualTo(64 * MIB);
  }

  @Test
  void noRateIsBeyondTheMost() {
    assertThat(limit.look(4000 * MIB, 7 + SECOND)).isEqualTo(128 * MIB);
  }

  @Test
  void aCheckpointChangesNothingAndALullBringsTheLeastBack() {
    limit.look(30 * MIB, 7 + SECOND);

    assertThat(limit.look(2 * MIB, 7 + 2 * SECOND)).isEqualTo(128 * MIB);
    assertThat(limit.look(2 * MIB, 7 + 3 * SECOND)).isEqualTo(32 * MIB);
  }

  @Test
  void aMostBelowTheLeastIsTheLeast() {
    LogLimit narrow = new LogLimit(16 * MIB, 8 * MIB);
    narrow.look(0, 0);

    assertThat(narrow.look(900 * MIB, SECOND)).isEqualTo(16 * MIB);
  }

  @Test
  void itIsLookedAtOnceASecond() {
    assertThat(limit.due(6 + SECOND)).isFalse();
    assertThat(limit.due(7 + SECOND)).isTrue();
  }
}
