package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import org.junit.jupiter.api.Test;

class RecentRowsTest {
  private final RecentRows recent = new RecentRows();

  @Test
  void onlyReadingsThatTheRowLacksComeTooLate() {
    assertThat(recent.claim(batch(1_000, 1, "power_watts"))).isZero();
    assertThat(recent.claim(batch(1_000, 1, "power_watts"))).isZero();
    assertThat(recent.claim(batch(1_000, 1, "power_watts", "sm_active_ratio"))).isEqualTo(1);
    assertThat(recent.claim(batch(1_001, 1, "sm_active_ratio"))).isZero();
  }

  @Test
  void whatWasNotStoredIsForgotten() {
    RowBatch failed = batch(1_000, 1, "power_watts");
    recent.claim(failed);
    recent.release(failed);
    assertThat(recent.claim(batch(1_000, 1, "sm_active_ratio"))).isZero();
  }

  @Test
  void theOldestRowsAreForgotten() {
    recent.claim(batch(1, 60_000, "power_watts"));
    recent.claim(batch(100_001, 60_000, "power_watts"));
    assertThat(recent.size()).isEqualTo(RecentRows.MAX_ROWS);
    assertThat(recent.claim(batch(1, 1, "sm_active_ratio"))).isZero();
    assertThat(recent.claim(batch(160_000, 1, "sm_active_ratio"))).isEqualTo(1);
  }

  /** {@code rows} rows of one GPU, a millisecond apart. */
  private static RowBatch batch(long firstMillis, int rows, String... metrics) {
    RowBatch.Builder builder = RowBatch.builder(Tables.GPU_SAMPLES, "test", rows);
    for (int i = 0; i < rows; i++) {
      int row = builder.addRow();
      builder.set(row, Tables.GPU_SAMPLES.time(), firstMillis + i).set(row, "gpu_uuid", "GPU-1");
      for (String metric : metrics) {
        builder.set(row, metric, 0.5);
      }
    }
    return builder.build();
  }
}
