package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of writes that never get to Kafka. */
class GroupWriterTest {
  private static final String ID = "writer-without-kafka";
  private static final Duration PATIENCE = Duration.ofMillis(1);

  @TempDir Path folder;
  private final FlowCounters counters = new FlowCounters();
  private final Holding holding = new Holding(2);

  private GroupWriter started() {
    holding.add(Set.of(0), Map.of());
    DiskSpool none =
        DiskSpool.open(
            new PinotConfig.Spool(folder.resolve("none"), 0), FlowLimits.DEFAULT, counters);
    OutboxParts flow = TestFlow.parts(TestFlow.settings(Map.of()), counters, none, Runnable::run);
    GroupWriter writer = new GroupWriter(new GroupWriter.Parts(flow, ID), holding);
    writer.start();
    return writer;
  }

  /** Gains that fail when they are looked at. */
  private static Map<Integer, Long> failing(Supplier<Set<Map.Entry<Integer, Long>>> entries) {
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<Integer, Long>> entrySet() {
        return entries.get();
      }
    };
  }

  private void failsAndGoesOn(Map<Integer, Long> gains) throws InterruptedException {
    GroupWriter writer = started();

    assertThat(Replicas.failureOf(writer.offer(null, gains))).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(counters.failedTransactions.sum()).isEqualTo(1);
    assertThat(Replicas.failureOf(writer.offer(null, Map.of(1, 1L))))
        .as("a shard that is not held")
        .isEqualTo(ErrorCode.NOT_OWNER);
    writer.close(PATIENCE);
  }

  @Test
  void aWriteThatEndsInAnErrorIsAnsweredAndTheNextOneToo() throws Exception {
    failsAndGoesOn(
        failing(
            () -> {
              throw new OutOfMemoryError("a test");
            }));
  }

  @Test
  void aWriteThatEndsInAnUnexpectedExceptionIsAnsweredAndTheNextOneToo() throws Exception {
    failsAndGoesOn(
        failing(
            () -> {
              throw new UnsupportedOperationException("a test");
            }));
  }

  @Test
  void whatWaitsForTheGroupWhenTheMemberLeavesIsAnswered() throws Exception {
    GroupWriter writer = started();
    CompletionStage<Void> tried = writer.offer(null, Map.of());
    Replicas.until(() -> counters.failedTransactions.sum() > 0);
    CompletionStage<Void> behind = writer.offer(null, Map.of());

    writer.close(PATIENCE);

    assertThat(Replicas.failureOf(tried)).isEqualTo(ErrorCode.NOT_OWNER);
    assertThat(Replicas.failureOf(behind)).isEqualTo(ErrorCode.NOT_OWNER);
  }

  @Test
  @SuppressWarnings("removal") // Outside a group there is no other way to one.
  void whatWaitsForKafkaWhenTheMemberLeavesIsAnsweredAndTheProducerEnds() throws Exception {
    holding.generation(new ConsumerGroupMetadata("g"));
    GroupWriter writer = started();
    CompletionStage<Void> tried = writer.offer(null, Map.of());
    Replicas.until(GroupWriterTest::producerRuns);
    CompletionStage<Void> behind = writer.offer(null, Map.of());

    writer.close(PATIENCE);

    assertThat(Replicas.failureOf(tried)).isEqualTo(ErrorCode.NOT_OWNER);
    assertThat(Replicas.failureOf(behind)).isEqualTo(ErrorCode.NOT_OWNER);
    Replicas.until(() -> !producerRuns());
  }

  private static boolean producerRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> name.startsWith("kafka-producer-network-thread") && name.contains(ID));
  }
}
