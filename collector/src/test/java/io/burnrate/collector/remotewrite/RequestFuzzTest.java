package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.RowBatch;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Whatever a request holds, it is read or refused with 400 or 413, and the good series before it is
 * kept.
 */
class RequestFuzzTest {
  private static final KnownLabels MEANINGS = new KnownLabels(KnownLabels.MAX_BYTES);

  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final byte[] GOOD =
      new Writes(Dialect.V1)
          .add(60, NOW.toEpochMilli(), "__name__", "DCGM_FI_DEV_GPU_TEMP", "UUID", "GPU-good")
          .bytes();

  @Test
  void firstVersion() {
    Fuzz.messages(
        "remotewrite1",
        input -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          body.writeBytes(GOOD);
          body.writeBytes(input);
          read(Dialect.V1, body.toByteArray(), 1);
        });
  }

  @Test
  void secondVersion() {
    Fuzz.messages("remotewrite2", input -> read(Dialect.V2, input, 0));
  }

  @Test
  void snappy() {
    SnappyBlock snappy = new SnappyBlock();
    Fuzz.texts(
        "snappy",
        input -> {
          try {
            byte[] body = snappy.unpack("snappy", input, 1 << 20, more -> {});
            assertThat(body.length).isLessThanOrEqualTo(1 << 20);
            read(Dialect.V1, body, 0);
          } catch (Refusal refusal) {
            assertThat(refusal.status()).isIn(400, 413);
          }
        });
  }

  private static void read(Dialect dialect, byte[] body, int least) {
    SampleRows rows =
        new SampleRows(NOW, new Sources(() -> NOW).of("remoteWrite", "fuzz").series(), MEANINGS);
    try {
      RequestReader.read(dialect, body, rows);
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
      return;
    }
    int written = rows.finish().stream().mapToInt(RowBatch::rows).sum();
    assertThat(written).isGreaterThanOrEqualTo(least);
    assertThat(rows.tally().samples(Fate.KEPT)).isGreaterThanOrEqualTo(least);
    assertThat(rows.tally().message()).isNotEmpty();
  }
}
