package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.BurnrateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EndOffsetsTest {
  private static final PinotConfig.Kafka NOWHERE =
      new PinotConfig.Kafka("127.0.0.1:1", Map.of(), Duration.ofSeconds(1));

  /** A server of Pinot that restarted meanwhile would answer with fewer rows. */
  @Test
  void whereATopicEndsIsNotGuessed() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (EndOffsets ends = new EndOffsets(NOWHERE, timer)) {
      Throwable failure = ends.of("t").handle((some, e) -> e).get(30, TimeUnit.SECONDS);

      assertThat(Failures.cause(failure))
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("store.kafka");
      assertThat(ends.silent()).isTrue();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void ofPartitionsWithoutALeaderOnlyTheLastKnownEndCounts() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (EndOffsets ends = new EndOffsets(NOWHERE, timer)) {
      ends.together("t", Map.of(0, 10L, 1, 7L), List.of());

      assertThat(ends.together("t", Map.of(0, 12L), List.of(new TopicPartition("t", 1))))
          .isEqualTo(new EndOffsets.Ends(Map.of(0, 12L, 1, 7L), false));
      assertThat(ends.together("t", Map.of(0, 12L, 1, 9L), List.of()))
          .isEqualTo(new EndOffsets.Ends(Map.of(0, 12L, 1, 9L), true));
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void aPartitionWithoutALeaderThatWasNeverToldIsAFailure() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (EndOffsets ends = new EndOffsets(NOWHERE, timer)) {
      assertThatThrownBy(
              () -> ends.together("t", Map.of(0, 12L), List.of(new TopicPartition("t", 1))))
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("does not tell where t ends: t-1 has no leader");
    } finally {
      timer.shutdownNow();
    }
  }
}
