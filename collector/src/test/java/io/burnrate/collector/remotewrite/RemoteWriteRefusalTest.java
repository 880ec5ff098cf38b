package io.burnrate.collector.remotewrite;

import static io.burnrate.collector.remotewrite.Writes.gpu;
import static io.burnrate.collector.remotewrite.Writes.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.burnrate.collector.http.KeptRows;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class RemoteWriteRefusalTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final long T = NOW.toEpochMilli() - 15_000;
  private static final String SAMPLES = "x-prometheus-remote-write-samples-written";

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
  void refusedSamplesAreA400WithReasonsAfterTheOthersAreKept(Dialect dialect) throws Exception {
    Writes writes = new Writes(dialect);
    writes.add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
    writes.add(60, T, "__name__", "DCGM_FI_DEV_GPU_TEMP", "job", "dcgm");
    writes.add(250, T, gpu("DCGM_FI_DEV_GPU_UTIL"));
    writes.add(5, T, "UUID", "GPU-1");
    writes.add(5, T, with(gpu("DCGM_FI_DEV_SM_CLOCK"), "UUID", "GPU-2"));
    writes.add(5, 0, gpu("DCGM_FI_DEV_SM_CLOCK"));
    writes.add(5, NOW.plusSeconds(601).toEpochMilli(), gpu("DCGM_FI_DEV_SM_CLOCK"));
    HttpResponse<String> response = running.post(dialect, writes.bytes());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("detail"))
        .startsWith("6 of 7 samples refused: 1 x a DCGM reading whose labels name no GPU");
    assertThat(response.headers().firstValue(SAMPLES).orElse("none"))
        .isEqualTo(dialect == Dialect.V2 ? "1" : "none");
    assertThat(kept.only()).contains(entry("gpu_temperature_celsius", 60d));
    assertThat(running.samples("noGpu")).isEqualTo(1);
    assertThat(running.samples("outOfRange")).isEqualTo(1);
    assertThat(running.samples("labels")).isEqualTo(2);
    assertThat(running.samples("time")).isEqualTo(2);
  }

  @Test
  void theBookOfSourcesTellsTenantsApart() throws Exception {
    Writes writes = new Writes(Dialect.V1);
    writes.add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
    writes.add(5, T, "__name__", "up");
    writes.add(250, T, gpu("DCGM_FI_DEV_GPU_UTIL"));
    running.postAs("team-a", writes.bytes());
    running.postAs("team-b", new byte[] {1});
    assertThat(running.source("team-a").accepted()).isEqualTo(1);
    assertThat(running.source("team-a").rejected()).containsExactly(entry("outOfRange", 1L));
    assertThat(running.source("team-a").leftOut()).containsExactly(entry("unmapped", 1L));
    assertThat(running.source("team-a").lagMillis()).isEqualTo(15_000);
    assertThat(running.source("team-a").dialects()).containsExactly("remote write 1.0");
    assertThat(running.source("team-b").refused()).containsExactly(entry(400, 1L));
  }

  @Test
  void brokenReferencesAreRefused() throws Exception {
    Writes writes = new Writes(Dialect.V2);
    writes.add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"));
    writes.series(new Wire().bytes(1, new byte[] {1, 99}).message(2, Writes.sample(1, T)));
    writes.series(new Wire().bytes(1, new byte[] {1, 2, 3}).message(2, Writes.sample(1, T)));
    assertThat(running.post(Dialect.V2, writes.bytes()).statusCode()).isEqualTo(400);
    assertThat(running.samples("labels")).isEqualTo(2);
    assertThat(kept.rows()).hasSize(1);
  }

  @Test
  void theFirstSymbolHasToBeEmpty() throws Exception {
    HttpResponse<String> response = running.post(Dialect.V2, new Wire().text(4, "up").bytes());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("the first symbol has to be empty");
    assertThat(response.headers().firstValue(SAMPLES)).hasValue("0");
  }

  @Test
  void seriesWithTooManyLabelsAreRefused() throws Exception {
    Writes writes = new Writes(Dialect.V1);
    Wire series = writes.labels(gpu("DCGM_FI_DEV_GPU_TEMP"));
    for (int i = 0; i < Labels.MAX_LABELS - 1; i++) {
      series.message(1, new Wire().text(1, "l" + i).text(2, "v"));
    }
    writes.series(series.message(2, Writes.sample(1, T)));
    String[] large = with(gpu("DCGM_FI_DEV_GPU_TEMP"), "l", "v".repeat(Labels.MAX_LABEL_BYTES));
    writes.add(1, T, large);
    assertThat(running.post(Dialect.V1, writes.bytes()).statusCode()).isEqualTo(400);
    assertThat(running.samples("labelsTooLarge")).isEqualTo(2);
  }

  @Test
  void rowsBeyondTheLimitAreRefused() throws Exception {
    Writes writes = new Writes(Dialect.V1);
    Wire series = writes.labels(gpu("DCGM_FI_DEV_GPU_TEMP"));
    for (int i = 0; i < 20_003; i++) {
      series.message(2, Writes.sample(50, T - 30_000 + i));
    }
    writes.series(series);
    assertThat(running.post(Dialect.V1, writes.bytes()).statusCode()).isEqualTo(400);
    assertThat(running.samples("tooManyRows")).isEqualTo(3);
    assertThat(kept.batches()).containsExactly(20_000);
  }

  @Test
  void moreSeriesThanAllowedAreA413() throws Exception {
    Wire request = new Wire();
    for (int i = 0; i <= RequestReader.MAX_SERIES; i++) {
      request.bytes(1, new byte[0]);
    }
    HttpResponse<String> response = running.post(Dialect.V1, request.bytes());
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("more than 100000 series in one request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-protobuf;proto=prometheus.ReadRequest",
        "application/x-protobuf; proto=\"io.prometheus.write.v3.Request\""
      })
  void otherMessagesAreA415(String type) throws Exception {
    HttpResponse<String> response = running.post(type, "snappy", Snappy.compress(new byte[0]));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("io.prometheus.write.v2.Request");
    assertThat(response.headers().firstValue("accept-encoding")).hasValue("snappy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip", "zstd"})
  void otherPackingsAreA415(String encoding) throws Exception {
    assertThat(running.post(RunningWrites.TYPE_1, encoding, new byte[0]).statusCode())
        .isEqualTo(415);
  }

  @Test
  void otherMethodsAreA405() throws Exception {
    HttpResponse<String> response = running.get();
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("POST");
  }

  @Test
  void aBodyThatIsNoSnappyIsA400() throws Exception {
    byte[] plain = "this is not snappy at all".getBytes(StandardCharsets.US_ASCII);
    for (byte[] body : new byte[][] {{}, plain, {(byte) 0x80, (byte) 0x80, 1, 0}, {5, 0}}) {
      HttpResponse<String> response = running.post(RunningWrites.TYPE_2, "snappy", body);
      assertThat(response.statusCode()).as(HexFormat.of().formatHex(body)).isEqualTo(400);
      assertThat(response.headers().firstValue(SAMPLES)).hasValue("0");
    }
  }

  @Test
  void aBodyThatGrowsBeyondTheLimitIsA413() throws Exception {
    byte[] packed = Snappy.compress(new byte[(64 << 20) + 1]);
    assertThat(packed.length).isLessThan(8 << 20);
    assertThat(running.post(RunningWrites.TYPE_1, "snappy", packed).statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyThatIsNoMessageIsA400() throws Exception {
    HttpResponse<String> response = running.post(Dialect.V1, new byte[] {0x0a, 0x7f, 1});
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("the body is no prometheus.WriteRequest");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void noDamageIsAFaultOfOurs(Dialect dialect) throws Exception {
    byte[] sound =
        new Writes(dialect)
            .add(60, T, gpu("DCGM_FI_DEV_GPU_TEMP"))
            .add(60, T, gpu("DCGM_FI_DEV_GPU_UTIL"))
            .bytes();
    Random random = new Random(20260131);
    for (int i = 0; i < 500; i++) {
      byte[] body = sound.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      byte[] packed = Snappy.compress(body);
      if (i % 4 == 0) {
        packed[random.nextInt(packed.length)] = (byte) random.nextInt(256);
      }
      String type = dialect == Dialect.V1 ? RunningWrites.TYPE_1 : RunningWrites.TYPE_2;
      assertThat(running.post(type, "snappy", packed).statusCode())
          .as("round %d", i)
          .isIn(204, 400, 413);
    }
    byte[] next = new Writes(dialect).add(60, T + 7_000, gpu("DCGM_FI_DEV_GPU_TEMP")).bytes();
    assertThat(running.post(dialect, next).statusCode()).isEqualTo(204);
  }
}
