package io.burnrate.collector.remotewrite;

import static io.burnrate.collector.remotewrite.Writes.gpu;
import static io.burnrate.collector.remotewrite.Writes.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.burnrate.collector.http.KeptRows;
import io.burnrate.collector.http.OpenStore;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class RemoteWriteRoutesTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final long T = NOW.toEpochMilli() - 15_000;
  private static final String SAMPLES = "x-prometheus-remote-write-samples-written";
  private static final String HISTOGRAMS = "x-prometheus-remote-write-histograms-written";
  private static final String EXEMPLARS = "x-prometheus-remote-write-exemplars-written";

  private final KeptRows kept = new KeptRows();
  private RunningWrites running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningWrites(kept, InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void oneGpuAtOneTimeIsOneRow(Dialect dialect) throws Exception {
    String[] labels =
        ("__name__||Hostname|node-1|UUID|GPU-1|cluster|c1|gpu|3|instance|10.0.0.1:9400|job|dcgm"
                + "|modelName|NVIDIA H100|pool|train|exported_namespace|ml|exported_pod|trainer-0"
                + "|exported_container|main|namespace|gpu-operator|pod|dcgm-exporter-x2x2x")
            .split("\\|", -1);
    Writes writes = new Writes(dialect);
    writes.add(42, T, named("DCGM_FI_DEV_GPU_UTIL", labels));
    writes.add(312.5, T, named("DCGM_FI_DEV_POWER_USAGE", labels));
    writes.add(1024, T, named("DCGM_FI_DEV_FB_USED", labels));
    writes.add(0.25, T, named("DCGM_FI_PROF_SM_ACTIVE", labels));
    HttpResponse<String> response = running.post(dialect, writes.bytes());
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(kept.only())
        .contains(
            entry("time_ms", T),
            entry("gpu_uuid", "GPU-1"),
            entry("mig_instance", ""),
            entry("cluster", "c1"),
            entry("pool", "train"),
            entry("node", "node-1"),
            entry("gpu_model", "NVIDIA H100"),
            entry("gpu_index", "3"),
            entry("namespace", "ml"),
            entry("workload", "trainer"),
            entry("target", "10.0.0.1:9400"),
            entry("scrape_interval_millis", Long.MIN_VALUE),
            entry("gpu_util_ratio", 0.42),
            entry("power_watts", 312.5),
            entry("memory_used_bytes", 1_073_741_824d),
            entry("sm_active_ratio", 0.25),
            entry("energy_millijoules", Double.NaN));
    assertThat(running.samples("kept")).isEqualTo(4);
  }

  /** Written out by hand: one series, labels __name__ and UUID, the sample 1.0 at 1700000000000. */
  @Test
  void readsLiteralBytesOf1() throws Exception {
    byte[] request =
        HexFormat.of()
            .parseHex(
                "0a44" // timeseries, 68 bytes
                    + "0a23" // label, 35 bytes
                    + ("0a08" + hex("__name__"))
                    + ("1217" + hex("DCGM_FI_DEV_POWER_USAGE"))
                    + "0a0b" // label, 11 bytes
                    + ("0a04" + hex("UUID"))
                    + ("1203" + hex("G-1"))
                    + "1210" // sample, 16 bytes
                    + "09000000000000f03f" // value 1.0, little-endian
                    + "1080d095ffbc31"); // timestamp
    // Snappy: the length, then one literal of that length, less one.
    byte[] packed = new byte[request.length + 3];
    packed[0] = (byte) request.length;
    packed[1] = (byte) (60 << 2);
    packed[2] = (byte) (request.length - 1);
    System.arraycopy(request, 0, packed, 3, request.length);
    assertThat(running.post(RunningWrites.TYPE_1, "snappy", packed).statusCode()).isEqualTo(204);
    assertThat(kept.only())
        .contains(
            entry("gpu_uuid", "G-1"),
            entry("power_watts", 1d),
            entry("time_ms", 1_700_000_000_000L));
  }

  @Test
  void timesAndMigInstancesAreRowsOfTheirOwn() throws Exception {
    Writes writes = new Writes(Dialect.V1);
    for (String instance : new String[] {"1", "2"}) {
      String[] labels = {"__name__", "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "GPU_I_ID", instance};
      Wire series = writes.labels(named(labels[1], with(labels, "UUID", "GPU-1")));
      series.message(2, Writes.sample(0.5, T)).message(2, Writes.sample(0.75, T + 5_000));
      writes.series(series);
    }
    assertThat(running.post(Dialect.V1, writes.bytes()).statusCode()).isEqualTo(204);
    assertThat(kept.rows())
        .extracting(row -> row.get("mig_instance") + "@" + row.get("time_ms"))
        .containsExactly("1@" + T, "1@" + (T + 5_000), "2@" + T, "2@" + (T + 5_000));
    assertThat(kept.batches()).containsExactly(4);
  }

  @Test
  void symbolsMayStandBeforeTheSeriesAndReferencesUnpacked() throws Exception {
    Wire request = new Wire();
    for (String symbol : new String[] {"", "__name__", "DCGM_FI_DEV_GPU_TEMP", "UUID", "GPU-9"}) {
      request.text(4, symbol);
    }
    Wire series = new Wire().message(2, Writes.sample(55, T));
    series.varint(1, 1).varint(1, 2).varint(1, 3).varint(1, 4);
    series.message(5, new Wire().varint(1, 2));
    assertThat(running.post(Dialect.V2, request.message(5, series).bytes()).statusCode())
        .isEqualTo(204);
    assertThat(kept.only())
        .contains(entry("gpu_uuid", "GPU-9"), entry("gpu_temperature_celsius", 55d));
  }

  @Test
  void otherMetricsHistogramsAndExemplarsAreAcceptedAndLeftOut() throws Exception {
    Writes writes = new Writes(Dialect.V2);
    Wire series = writes.labels("__name__", "http_seconds", "job", "web");
    series.message(3, new Wire().varint(1, 5).varint(15, T));
    series.message(4, new Wire().number(2, 0.5).varint(3, T));
    series.message(4, new Wire().number(2, 0.7).varint(3, T));
    writes.series(series).add(1, T, "__name__", "up", "job", "dcgm");
    writes.add(7, T, "__name__", "DCGM_FI_DEV_GPU_UTIL", "UUID", "GPU-1");
    HttpResponse<String> response = running.post(Dialect.V2, writes.bytes());
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue(SAMPLES)).hasValue("2");
    assertThat(response.headers().firstValue(HISTOGRAMS)).hasValue("1");
    assertThat(response.headers().firstValue(EXEMPLARS)).hasValue("2");
    assertThat(kept.rows()).hasSize(1);
    assertThat(running.samples("unmapped")).isEqualTo(1);
    assertThat(running.registry.get("burnrate.remotewrite.histograms").counter().count())
        .isEqualTo(1);
  }

  @Test
  void anAnswerTo1HasNoHeadersOf2() throws Exception {
    HttpResponse<String> response = running.post(Dialect.V1, new Writes(Dialect.V1).bytes());
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue(SAMPLES)).isEmpty();
  }

  @Test
  void staleMarkersBlanksAndNansAreNoReadings() throws Exception {
    Writes writes = new Writes(Dialect.V2);
    writes.add(Writes.stale(T), gpu("DCGM_FI_DEV_GPU_UTIL"));
    writes.add(Double.NaN, T, gpu("DCGM_FI_DEV_POWER_USAGE"));
    writes.add(Math.pow(2, 63), T, gpu("DCGM_FI_DEV_MEMORY_TEMP"));
    writes.add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
    HttpResponse<String> response = running.post(Dialect.V2, writes.bytes());
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue(SAMPLES)).hasValue("4");
    assertThat(kept.only())
        .contains(
            entry("gpu_temperature_celsius", 60d),
            entry("gpu_util_ratio", Double.NaN),
            entry("power_watts", Double.NaN));
    assertThat(running.samples("stale")).isEqualTo(1);
    assertThat(running.samples("notFinite")).isEqualTo(1);
    assertThat(running.samples("sentinel")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-protobuf; proto=\"prometheus.WriteRequest\"",
        "Application/X-Protobuf;proto=prometheus.WriteRequest",
        "application/x-protobuf;proto=io.prometheus.write.v2.Request"
      })
  void spellingsOfBothMessagesAreTaken(String type) throws Exception {
    assertThat(running.post(type, "snappy", Snappy.compress(new byte[0])).statusCode())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"OVERLOADED", "STORE_UNREACHABLE", "STORE_FAILED"})
  void aStoreThatKeepsNothingIsA503WithRetryAfter(ErrorCode code) throws Exception {
    try (RunningWrites failing =
        new RunningWrites(
            batch -> CompletableFuture.failedFuture(new BurnrateException(code, "not now")),
            InstantSource.fixed(NOW))) {
      byte[] body = new Writes(Dialect.V2).add(1, T, gpu("DCGM_FI_DEV_GPU_TEMP")).bytes();
      HttpResponse<String> response = failing.post(Dialect.V2, body);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).hasValue("2");
      assertThat(response.headers().firstValue(SAMPLES)).hasValue("0");
      assertThat(new JsonObject(response.body()).getString("code")).isEqualTo(code.name());
      assertThat(failing.samples("kept")).isZero();
    }
  }

  @Test
  void aRequestSentAgainIsStoredOnce(@TempDir Path folder) throws Exception {
    try (OpenStore store = new OpenStore(folder, NOW);
        RunningWrites writing = new RunningWrites(store, InstantSource.fixed(NOW))) {
      Writes later = new Writes(Dialect.V2).add(61, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
      Writes earlier = new Writes(Dialect.V2).add(59, T - 15_000, gpu("DCGM_FI_DEV_GPU_TEMP"));
      for (Writes each : new Writes[] {later, earlier, later}) {
        assertThat(writing.post(Dialect.V2, each.bytes()).statusCode()).isEqualTo(204);
      }
      ResultTable rows = store.rows(Tables.GPU_SAMPLES, "time_ms", "gpu_temperature_celsius");
      assertThat(rows.rows()).isEqualTo(2);
    }
  }

  @Test
  void readingsOfOneTimeInSeveralRequestsAreRowsThatTellTheirPart(@TempDir Path folder)
      throws Exception {
    Writes first = new Writes(Dialect.V2).add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
    Writes rest =
        new Writes(Dialect.V2)
            .add(7, T, gpu("DCGM_FI_DEV_GPU_UTIL"))
            .add(250, T, gpu("DCGM_FI_DEV_POWER_USAGE"));
    Writes turned =
        new Writes(Dialect.V2)
            .add(250, T, gpu("DCGM_FI_DEV_POWER_USAGE"))
            .add(7, T, gpu("DCGM_FI_DEV_GPU_UTIL"));
    try (OpenStore store = new OpenStore(folder, NOW);
        RunningWrites writing = new RunningWrites(store, InstantSource.fixed(NOW))) {
      for (Writes each : new Writes[] {first, rest, turned, first}) {
        HttpResponse<String> response = writing.post(Dialect.V2, each.bytes());
        assertThat(response.statusCode()).isEqualTo(204);
      }
      ResultTable rows = store.rows(Tables.GPU_SAMPLES, "time_ms", "part", "power_watts");
      assertThat(rows.rows()).isEqualTo(2);
      assertThat(rows.stringAt(0, "part")).isNotEmpty().isNotEqualTo(rows.stringAt(1, "part"));
    }
  }

  /** {@code labels} with the metric's name in the place of its value. */
  private static String[] named(String metric, String... labels) {
    String[] named = labels.clone();
    named[1] = metric;
    return named;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
