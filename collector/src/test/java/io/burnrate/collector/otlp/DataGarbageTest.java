package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.burnrate.collector.http.Refusal;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged metrics and logs, by a fixed seed: each is read or refused, and nothing else. */
class DataGarbageTest {
  private static final int ROUNDS = 1_500;

  private final Random random = new Random(20260131);

  @Test
  void noDamageToMetricsIsAFaultOfOurs() {
    Message sound =
        Points.of(
            Points.histogram("gen_ai.server.request.duration", Points.distribution()),
            Points.gauge(
                "DCGM_FI_DEV_POWER_USAGE", "", Points.point(300, Exports.text("UUID", "GPU-1"))),
            Points.gauge(
                "hw.gpu.utilization", "1", Points.point(0.5, Exports.text("hw.id", "GPU-1"))),
            Points.sum("m", "", Points.CUMULATIVE, Points.point(1, Exports.number("a", 1))));
    damage(Signal.METRICS, Encoding.PROTOBUF, sound.toByteArray());
    damage(Signal.METRICS, Encoding.PROTOBUF, MetricJson.exampleAsMessage().toByteArray());
    damage(Signal.METRICS, Encoding.JSON, MetricJson.EXAMPLE.getBytes(StandardCharsets.UTF_8));
    assertThat(TakenExport.of(Signal.METRICS, sound).rows(Tables.METRICS)).hasSize(1);
  }

  @Test
  void noDamageToLogsIsAFaultOfOurs() {
    Message sound =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(
                                LogRecord.newBuilder()
                                    .setTimeUnixNano(Exports.START)
                                    .setEventName("gen_ai.choice")
                                    .setTraceId(Exports.id(1))
                                    .addAttributes(Exports.text("k", "v")))))
            .build();
    damage(Signal.LOGS, Encoding.PROTOBUF, sound.toByteArray());
    damage(
        Signal.LOGS,
        Encoding.JSON,
        """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1769846340000000000",
        "severityNumber":9,"body":{"kvlistValue":{"values":[{"key":"k","value":{"intValue":"1"}}]}},
        "traceId":"5b8efff798038103d269b633813fc60c","eventName":"e"}],"scope":{"name":"s"}}]}]}
        """
            .getBytes(StandardCharsets.UTF_8));
    assertThat(TakenExport.of(Signal.LOGS, sound).rows(Tables.LOGS)).hasSize(1);
  }

  private void damage(Signal signal, Encoding encoding, byte[] sound) {
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      try {
        TakenExport.of(signal, encoding, damaged(sound));
        read++;
      } catch (Refusal refused) {
        assertThat(refused.status()).as("round %d", i).isEqualTo(400);
      }
    }
    assertThat(read).isPositive();
  }

  /** Some bytes changed, and now and then a part cut off. */
  private byte[] damaged(byte[] sound) {
    byte[] body = sound.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
  }
}
