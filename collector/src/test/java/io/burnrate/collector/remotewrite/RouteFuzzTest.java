package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.KeptRows;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Through the route, spoiled requests are answered 204, 400 or 413. */
class RouteFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final int REQUESTS = 150;

  @Test
  void requests() throws Exception {
    try (RunningWrites running = new RunningWrites(new KeptRows(), InstantSource.fixed(NOW))) {
      Fuzz.some(
          "remotewrite1",
          true,
          REQUESTS,
          body -> check(running.post(Dialect.V1, body).statusCode()));
      Fuzz.some(
          "remotewrite2",
          true,
          REQUESTS,
          body -> check(running.post(Dialect.V2, body).statusCode()));
      Fuzz.some(
          "snappy",
          false,
          REQUESTS,
          body -> check(running.post(RunningWrites.TYPE_1, "snappy", body).statusCode()));
    }
  }

  private static void check(int status) {
    assertThat(status).isIn(204, 400, 413);
  }
}
