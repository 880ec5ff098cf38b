package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  @TempDir Path folder;
  private final FlowCounters counters = new FlowCounters();

  /** Fails each record, as a JVM without memory does. */
  public static final class NoMemory implements ProducerInterceptor<byte[], byte[]> {
    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
      throw new OutOfMemoryError("a test");
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
  }

  /** Sends two batches in turn where each record fails; they are answered all the same. */
  private void keepsAndAnswers(Executor answers) throws InterruptedException {
    KafkaSettings settings =
        TestFlow.settings(
            Map.of(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, NoMemory.class.getName()));
    try (DiskSpool spool =
        DiskSpool.open(new PinotConfig.Spool(folder, 1 << 20), FlowLimits.DEFAULT, counters)) {
      OutboxParts parts = TestFlow.parts(settings, counters, spool, answers);
      Outbox outbox = new Outbox(parts);
      outbox.start(parts.newLine());

      Replicas.await(outbox.offer(Replicas.spans("a", 3, 0)));
      Replicas.await(outbox.offer(Replicas.spans("a", 3, 3)));

      outbox.close(Duration.ofSeconds(5));
      assertThat(spool.records()).isEqualTo(2);
      assertThat(outbox.inFlightBytes()).isZero();
      assertThat(outbox.heldRows()).isZero();
      assertThat(counters.spooledRows.sum()).isEqualTo(6);
    }
  }

  @Test
  void rowsThatTheProducerFailsOfGoToTheSpoolAndTheOutboxGoesOn() throws Exception {
    keepsAndAnswers(Runnable::run);
  }

  @Test
  void aSenderIsAnsweredAlsoWhenThereIsNoThreadForIt() throws Exception {
    keepsAndAnswers(
        answer -> {
          throw new RejectedExecutionException("a test");
        });
  }
}
