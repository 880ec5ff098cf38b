package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.KeptRows;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Through the route, spoiled exports are answered 200 or 400, and the good one after each is kept.
 */
class RouteFuzzTest {
  private static final int REQUESTS = 150;

  private final KeptRows kept = new KeptRows();
  private final RunningReceiver running = new RunningReceiver(kept);

  @AfterEach
  void close() {
    running.close();
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void exports(Signal signal) {
    String corpus = "otlp-" + signal.key();
    Fuzz.some(corpus, true, REQUESTS, body -> check(signal, RunningReceiver.PROTOBUF, body));
    Fuzz.some(corpus + "-json", false, REQUESTS, body -> check(signal, RunningReceiver.JSON, body));
    Fuzz.some(
        corpus + "-item",
        false,
        REQUESTS,
        item -> check(signal, RunningReceiver.JSON, Between.good(signal, item)));
  }

  private void check(Signal signal, String type, byte[] body) {
    assertThat(status(signal, type, body)).isIn(200, 400);
    int before = kept.rows().size();
    byte[] good = Fuzz.corpus("otlp-" + signal.key() + "-first").get(0);
    assertThat(status(signal, RunningReceiver.PROTOBUF, good)).isEqualTo(200);
    assertThat(kept.rows()).hasSize(before + 1);
  }

  private int status(Signal signal, String type, byte[] body) {
    return running
        .send(running.request(signal.httpPath(), type).POST(BodyPublishers.ofByteArray(body)))
        .statusCode();
  }
}
