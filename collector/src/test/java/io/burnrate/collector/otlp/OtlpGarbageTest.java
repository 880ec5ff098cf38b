package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.KeptRows;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Damaged bodies, by a fixed seed. */
class OtlpGarbageTest {
  private static final int ROUNDS = 400;

  private final Random random = new Random(20260131);
  private final KeptRows kept = new KeptRows();
  private final RunningReceiver running = new RunningReceiver(kept);

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void noDamageToProtobufIsAFaultOfOurs() {
    byte[] sound = Exports.of(Exports.spans(5)).toByteArray();
    for (int i = 0; i < ROUNDS; i++) {
      int status = running.post(RunningReceiver.PROTOBUF, damaged(sound)).statusCode();
      assertThat(status).as("round %d", i).isIn(200, 400);
    }
    assertSoundExportIsKept();
  }

  @Test
  void noDamageToJsonIsAFaultOfOurs() {
    byte[] sound =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","kind":2,
        "startTimeUnixNano":"1769846340000000000","endTimeUnixNano":"1769846340250000000",
        "attributes":[{"key":"k","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}]}
        ],"scope":{"name":"s"}}],"resource":{"attributes":[]}}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < ROUNDS; i++) {
      int status = running.post(RunningReceiver.JSON, damaged(sound)).statusCode();
      assertThat(status).as("round %d", i).isIn(200, 400);
    }
    assertSoundExportIsKept();
  }

  @Test
  void noNoiseIsAFaultOfOurs() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] noise = new byte[random.nextInt(500)];
      random.nextBytes(noise);
      String type = i % 2 == 0 ? RunningReceiver.PROTOBUF : RunningReceiver.JSON;
      assertThat(running.post(type, noise).statusCode()).as("round %d", i).isIn(200, 400);
    }
    assertSoundExportIsKept();
  }

  private void assertSoundExportIsKept() {
    int before = kept.rows().size();
    running.post(RunningReceiver.PROTOBUF, Exports.bytes(Exports.span(1)));
    assertThat(kept.rows()).hasSize(before + 1);
  }

  /** Some bytes changed, and now and then a part cut off or doubled. */
  private byte[] damaged(byte[] sound) {
    byte[] body = sound.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(body, random.nextInt(body.length))
        : body;
  }
}
