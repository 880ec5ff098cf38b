package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Kept;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels that were heard before mean the same again, whether they are remembered or forgotten. */
class KnownLabelsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final long T = NOW.toEpochMilli() - 15_000;
  private static final String POWER = "DCGM_FI_DEV_POWER_USAGE";

  private final ExporterPods.Of exporters = new ExporterPods().of("test");
  private final SeriesLimit series = new Sources(() -> NOW).of("remoteWrite", "test").series();

  private List<String> rows(KnownLabels meanings, Dialect dialect, Writes writes) {
    return rows(new SampleRows(NOW, Kept.FOREVER, series, meanings, exporters), dialect, writes);
  }

  private static List<String> rows(SampleRows rows, Dialect dialect, Writes writes) {
    RequestReader.read(dialect, writes.bytes(), rows);
    List<String> shown = new ArrayList<>();
    for (RowBatch batch : rows.finish()) {
      for (int row = 0; row < batch.rows(); row++) {
        shown.add(shown(batch, row));
      }
    }
    return shown;
  }

  private static String shown(RowBatch batch, int row) {
    if (batch.table().equals(Tables.SERVING)) {
      return String.join(
          " ",
          text(batch, row, "server"),
          text(batch, row, "metric"),
          text(batch, row, "bounds"),
          text(batch, row, "counts"));
    }
    return String.join(
        " ",
        text(batch, row, "gpu_uuid"),
        text(batch, row, "node"),
        text(batch, row, "owners"),
        Double.toString(batch.doubleAt(Tables.GPU_SAMPLES.column("power_watts"), row)),
        Double.toString(batch.doubleAt(Tables.GPU_SAMPLES.column("sm_active_ratio"), row)));
  }

  private static String text(RowBatch batch, int row, String column) {
    return batch.stringAt(batch.table().column(column), row);
  }

  private static Writes writes(Dialect dialect, double watts) {
    Writes writes = new Writes(dialect);
    writes.add(watts, T, "__name__", POWER, "Hostname", "n", "UUID", "GPU-1");
    writes.add(0.5, T, "__name__", "DCGM_FI_PROF_SM_ACTIVE", "Hostname", "n", "UUID", "GPU-1");
    // The same bytes, cut elsewhere.
    writes.add(watts + 1, T, "__name__", POWER, "Hostname", "nU", "UID", "", "UUID", "GPU-2");
    writes.add(watts + 2, T, "__name__", POWER, "Hostname", "m", "UUID", "GPU-1x");
    String name = "vllm:time_to_first_token_seconds_bucket";
    writes.add(3, T, "__name__", name, "instance", "llm:8000", "le", "0.5", "model_name", "m");
    writes.add(5, T, "__name__", name, "instance", "llm:8000", "le", "+Inf", "model_name", "m");
    return writes;
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void labelsMeanTheSameWhenTheyComeAgain(Dialect dialect) {
    KnownLabels meanings = new KnownLabels(KnownLabels.MAX_BYTES);
    List<String> first = rows(meanings, dialect, writes(dialect, 100));

    assertThat(first)
        .containsExactly(
            "GPU-1 n  100.0 0.5",
            "GPU-2 nU  101.0 NaN",
            "GPU-1x m  102.0 NaN",
            "llm:8000 TIME_TO_FIRST_TOKEN [0.5,\"+Inf\"] [3,5]");
    assertThat(rows(meanings, dialect, writes(dialect, 100))).isEqualTo(first);
    assertThat(rows(meanings, dialect, writes(dialect, 200)))
        .contains("GPU-1 n  200.0 0.5", "GPU-1x m  202.0 NaN");
    assertThat(series.count()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void whatIsForgottenForWantOfRoomIsUnderstoodAnew(Dialect dialect) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    KnownLabels small = new KnownLabels(1_000).meteredBy(registry);
    List<String> first = rows(small, dialect, writes(dialect, 100));

    assertThat(rows(small, dialect, writes(dialect, 100))).isEqualTo(first);
    assertThat(registry.get("burnrate.remotewrite.forgotten.labels").functionCounter().count())
        .isPositive();
    assertThat(series.count()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aSampleOfABadTimeTakesUpNoSeries(Dialect dialect) {
    Writes writes = new Writes(dialect);
    writes.add(1, NOW.plusSeconds(3_600).toEpochMilli(), Writes.gpu(POWER));

    assertThat(rows(new KnownLabels(KnownLabels.MAX_BYTES), dialect, writes)).isEmpty();
    assertThat(series.count()).isZero();
    writes.add(1, T, Writes.gpu(POWER));
    assertThat(rows(new KnownLabels(KnownLabels.MAX_BYTES), dialect, writes)).hasSize(1);
    assertThat(series.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aSampleThatIsTooOldToKeepIsLeftOutAndTakesUpNoSeries(Dialect dialect) {
    Kept kept =
        new Kept(Map.of("gpu_samples", Duration.ofHours(1), "serving", Duration.ofHours(1)));
    long edge = NOW.minusSeconds(3_600).toEpochMilli();
    Writes writes = new Writes(dialect);
    writes.add(1, edge - 1, Writes.gpu(POWER));
    SampleRows rows =
        new SampleRows(NOW, kept, series, new KnownLabels(KnownLabels.MAX_BYTES), exporters);

    assertThat(rows(rows, dialect, writes)).isEmpty();
    assertThat(rows.tally().samples(Fate.EXPIRED)).isEqualTo(1);
    assertThat(rows.tally().refused()).isZero();
    assertThat(series.count()).isZero();

    writes = new Writes(dialect);
    writes.add(1, edge, Writes.gpu(POWER));
    rows = new SampleRows(NOW, kept, series, new KnownLabels(KnownLabels.MAX_BYTES), exporters);
    assertThat(rows(rows, dialect, writes)).hasSize(1);
  }

  /** Behind a Prometheus a GPU that nobody holds is named with the exporter's pod alone. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aPodThatIsNamedBesideAHolderHoldsNoGpu(Dialect dialect) {
    KnownLabels meanings = new KnownLabels(KnownLabels.MAX_BYTES);
    Writes held = new Writes(dialect);
    held.add(1, T, gpu("GPU-1", "gpu-metrics-zz7k2", "exported_pod", "train-0"));
    held.add(1, T, gpu("GPU-2", "gpu-metrics-zz7k2"));
    held.add(1, T, gpu("GPU-3", "gpu-metrics-x4n8q"));
    held.add(1, T, gpu("GPU-4", "chat-0"));

    assertThat(rows(meanings, dialect, held))
        .containsExactly(
            "GPU-1  /train/train-0/ 1.0 NaN",
            "GPU-2   1.0 NaN",
            "GPU-3   1.0 NaN",
            "GPU-4  monitoring/chat/chat-0/ 1.0 NaN");
    Writes others = new Writes(dialect);
    others.add(1, T, gpu("GPU-2", "gpu-metrics-zz7k2"));
    SampleRows another =
        new SampleRows(NOW, Kept.FOREVER, series, meanings, exporters.all().of("another"));
    assertThat(rows(another, dialect, others))
        .containsExactly("GPU-2  monitoring/gpu-metrics/gpu-metrics-zz7k2/ 1.0 NaN");
  }

  private static String[] gpu(String uuid, String pod, String... more) {
    String[] labels = {"__name__", POWER, "UUID", uuid, "namespace", "monitoring", "pod", pod};
    String[] all = Arrays.copyOf(labels, labels.length + more.length);
    System.arraycopy(more, 0, all, labels.length, more.length);
    return all;
  }
}
