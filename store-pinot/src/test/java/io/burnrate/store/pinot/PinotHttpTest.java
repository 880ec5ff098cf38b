package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real server of HTTP. */
class PinotHttpTest {
  private final TestBroker server = new TestBroker();
  private final PinotHttp http = new PinotHttp(config(server.address()));

  @AfterEach
  void stop() {
    server.close();
  }

  static PinotConfig config(URI controller) {
    return new PinotConfig(
        controller,
        List.of(controller),
        Map.of(),
        new PinotConfig.Kafka("127.0.0.1:1", Map.of(), Duration.ofSeconds(1)),
        "test",
        1,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        new PinotConfig.Spool(Path.of("unused"), 0),
        Map.of());
  }

  @Test
  void anAnswerIsJson() {
    server.answer(200, "{\"a\":[1]}");

    assertThat(http.get(server.address(), "/x").join().body().path("a").path(0).asInt())
        .isEqualTo(1);
  }

  @Test
  void anAnswerThatStopsBehindItsHeadersIsNotWaitedForForEver() throws Exception {
    server.stop(true);
    CompletableFuture<Throwable> failure =
        http.get(server.address(), "/x").handle((answer, why) -> Failures.cause(why));

    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

    server.stop(false);
    assertThat(http.get(server.address(), "/x").join().status()).isEqualTo(200);
  }
}
