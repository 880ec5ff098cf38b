package io.burnrate.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aTableKeepsItsRowsForItsLength() {
    Kept kept = new Kept(Map.of("spans", Duration.ofDays(1)));

    assertThat(kept.firstMillis(NOW, Tables.SPANS))
        .isEqualTo(Instant.parse("2026-02-28T12:00:00Z").toEpochMilli());
  }

  @Test
  void ofSeveralTablesTheOneThatKeepsLongestCounts() {
    Kept kept =
        new Kept(Map.of("gpu_samples", Duration.ofHours(2), "serving", Duration.ofHours(1)));

    assertThat(kept.firstMillis(NOW, Tables.GPU_SAMPLES, Tables.SERVING))
        .isEqualTo(NOW.minusSeconds(7_200).toEpochMilli());
    assertThat(kept.firstMillis(NOW, Tables.GPU_SAMPLES, Tables.SPANS)).isZero();
  }

  @Test
  void aLengthThatReachesBeyond1970KeepsAll() {
    Kept kept = new Kept(Map.of("spans", Duration.ofDays(36_500)));

    assertThat(kept.firstMillis(NOW, Tables.SPANS)).isZero();
  }
}
