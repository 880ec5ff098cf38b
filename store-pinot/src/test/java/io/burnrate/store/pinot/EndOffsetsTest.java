package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndOffsetsTest {
  /** A server of Pinot that restarted meanwhile would answer with fewer rows. */
  @Test
  void whereATopicEndsIsNotGuessed() throws Exception {
    PinotConfig.Kafka nowhere =
        new PinotConfig.Kafka("127.0.0.1:1", Map.of(), Duration.ofSeconds(1));
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (EndOffsets ends = new EndOffsets(nowhere, timer)) {
      Throwable failure = ends.of("t").handle((some, e) -> e).get(30, TimeUnit.SECONDS);

      assertThat(Failures.cause(failure))
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("store.kafka");
      assertThat(ends.silent()).isTrue();
    } finally {
      timer.shutdownNow();
    }
  }
}
