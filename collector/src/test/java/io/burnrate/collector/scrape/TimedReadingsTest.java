package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TimedReadingsTest {
  private static final long T = 1_700_000_000_000L;
  private static final Map<String, String> GPU = Map.of("UUID", "GPU-1", "instance", "n1:9400");

  private final TimedReadings readings = new TimedReadings("test");

  @Test
  void aWholeUtilizationRatioIsAPercentageAndAFractionIsARatio() {
    add("DCGM_FI_DEV_GPU_UTIL_RATIO", GPU, T, 70);
    add("DCGM_FI_DEV_GPU_UTIL_RATIO", GPU, T + 1, 0.7);
    RowBatch rows = readings.finish();
    assertThat(reading(rows, 0, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0.7);
    assertThat(reading(rows, 1, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0.7);
  }

  @Test
  void sharersOfOneGpuAreOneRow() {
    for (String pod : new String[] {"a-0", "b-0"}) {
      Map<String, String> labels =
          Map.of("UUID", "GPU-1", "exported_pod", pod, "exported_namespace", "n");
      add("DCGM_FI_DEV_POWER_USAGE", labels, T, 300);
    }
    RowBatch rows = readings.finish();
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(reading(rows, 0, GpuMetric.POWER_WATTS)).isEqualTo(300);
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("owners"), 0)).contains("a-0", "b-0");
    assertThat(readings.kept()).isEqualTo(2);
  }

  @Test
  void theSameReadingOnceMoreIsADuplicate() {
    add("DCGM_FI_DEV_POWER_USAGE", GPU, T, 300);
    add("DCGM_FI_DEV_BOARD_POWER_WATTS", GPU, T, 301);
    assertThat(readings.duplicates()).isEqualTo(1);
    assertThat(reading(readings.finish(), 0, GpuMetric.POWER_WATTS)).isEqualTo(300);
  }

  @Test
  void theInstanceStandsForTheNodeWhereNoLabelNamesOne() {
    add("DCGM_FI_DEV_POWER_USAGE", GPU, T, 300);
    RowBatch rows = readings.finish();
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("node"), 0)).isEqualTo("n1:9400");
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("target"), 0)).isEqualTo("n1:9400");
  }

  @Test
  void linksHaveNoRow() {
    add("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", Map.of("gpu_uuid", "GPU-1", "nvlink", "3"), T, 1);
    assertThat(readings.unmapped()).isEqualTo(1);
    assertThat(readings.finish().rows()).isZero();
  }

  private void add(String metric, Map<String, String> labels, long timeMillis, double value) {
    byte[] name = metric.getBytes(StandardCharsets.US_ASCII);
    TimedReadings.Series series = TimedReadings.series(name, 0, name.length, labels);
    readings.add(Objects.requireNonNull(series), timeMillis, value);
  }

  private static double reading(RowBatch rows, int row, GpuMetric metric) {
    return rows.doubleAt(Tables.GPU_SAMPLES.column(metric.column()), row);
  }
}
