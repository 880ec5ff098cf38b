package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.burnrate.collector.Kept;
import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/**
 * Whatever a request holds, it is read or refused with 400 or 413, and the good series before it is
 * kept.
 */
class RequestFuzzTest {
  private static final KnownLabels MEANINGS = new KnownLabels(KnownLabels.MAX_BYTES);

  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final String[] LABELS = {"__name__", "DCGM_FI_DEV_GPU_TEMP", "UUID", "GPU-good"};
  private static final byte[] GOOD =
      new Writes(Dialect.V1).add(60, NOW.toEpochMilli(), LABELS).bytes();

  @Test
  void firstVersion() {
    Fuzz.messages("remotewrite1", input -> read(Dialect.V1, joined(GOOD, input), true));
  }

  @Test
  void secondVersion() {
    Fuzz.messages(
        "remotewrite2",
        input -> {
          int before = symbols(input);
          read(Dialect.V2, before < 0 ? input : withGood(input, before), before >= 0);
        });
  }

  /** {@code input} between a good series and its symbols, which stand behind those before. */
  private static byte[] withGood(byte[] input, int before) {
    Wire references = new Wire();
    Wire symbols = new Wire().text(4, "");
    for (int i = 0; i < LABELS.length; i++) {
      references.raw(before + 1 + i);
      symbols.text(4, LABELS[i]);
    }
    Wire series = new Wire().bytes(1, references.bytes());
    series.message(2, Writes.sample(60, NOW.toEpochMilli()));
    return joined(new Wire().message(5, series).bytes(), input, symbols.bytes());
  }

  /** How many symbols are in {@code input}; -1 where it may swallow what comes after it. */
  private static int symbols(byte[] input) {
    int count = 0;
    CodedInputStream in = CodedInputStream.newInstance(input);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        count += tag == (4 << 3 | 2) ? 1 : 0;
        if (!in.skipField(tag)) {
          return -1;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return count;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The good series beside what a spoiled block holds, and a good block after it, are kept. */
  @Test
  void snappy() throws IOException {
    SnappyBlock snappy = new SnappyBlock();
    byte[] packed = Snappy.compress(GOOD);
    Fuzz.texts(
        "snappy",
        input -> {
          try {
            byte[] body = snappy.unpack("snappy", input, 1 << 20, more -> {});
            assertThat(body.length).isLessThanOrEqualTo(1 << 20);
            read(Dialect.V1, joined(GOOD, body), true);
          } catch (Refusal refusal) {
            assertThat(refusal.status()).isIn(400, 413);
          }
          assertThat(snappy.unpack("snappy", packed, 1 << 20, more -> {})).isEqualTo(GOOD);
        });
  }

  private static void read(Dialect dialect, byte[] body, boolean good) {
    SampleRows rows =
        new SampleRows(
            NOW,
            Kept.FOREVER,
            new Sources(() -> NOW).of("remoteWrite", "fuzz").series(),
            MEANINGS,
            new ExporterPods().of("fuzz"));
    try {
      RequestReader.read(dialect, body, rows);
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
      return;
    }
    List<RowBatch> written = rows.finish();
    if (good) {
      assertThat(written).anyMatch(RequestFuzzTest::holdsGood);
      assertThat(rows.tally().samples(Fate.KEPT)).isPositive();
    }
    assertThat(rows.tally().message()).isNotEmpty();
  }

  private static boolean holdsGood(RowBatch batch) {
    Column uuid = Tables.GPU_SAMPLES.column("gpu_uuid");
    Column celsius = Tables.GPU_SAMPLES.column(GpuMetric.GPU_TEMPERATURE_CELSIUS.column());
    return batch.table().equals(Tables.GPU_SAMPLES)
        && IntStream.range(0, batch.rows())
            .anyMatch(
                row ->
                    batch.stringAt(uuid, row).equals("GPU-good")
                        && batch.doubleAt(celsius, row) == 60);
  }
}
