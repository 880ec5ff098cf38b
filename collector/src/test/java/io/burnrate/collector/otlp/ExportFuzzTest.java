package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Sources;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever an export holds, it is read or refused with 400 or 413. In protobuf exports can be
 * joined: of a joined one that is read, the good part is kept.
 */
class ExportFuzzTest {
  @ParameterizedTest
  @EnumSource(Signal.class)
  void protobuf(Signal signal) {
    byte[] good = Fuzz.corpus("otlp-" + signal.key() + "-first").get(0);
    Fuzz.messages(
        "otlp-" + signal.key(),
        input -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          body.writeBytes(good);
          body.writeBytes(input);
          read(signal, Encoding.PROTOBUF, body.toByteArray(), 1);
        });
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void json(Signal signal) {
    Fuzz.texts("otlp-" + signal.key() + "-json", input -> read(signal, Encoding.JSON, input, 0));
  }

  private static void read(Signal signal, Encoding encoding, byte[] body, int least) {
    Tally tally = new Tally(signal, "10.0.0.1");
    BatchAppender appender = new BatchAppender(batch -> CompletableFuture.completedFuture(null));
    SignalRows rows =
        signal.open(
            new Arrival(
                appender,
                RunningReceiver.NOW,
                tally,
                new AttributeJson(tally, false),
                new Sources(() -> RunningReceiver.NOW)));
    try {
      encoding.read(signal, body, rows);
      rows.finish();
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
      return;
    }
    assertThat(tally.accepted()).isGreaterThanOrEqualTo(least);
    assertThat(encoding.success(tally)).isNotNull();
  }
}
