package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/** What sending works with, where there is no Kafka. */
final class TestFlow {
  private static final String NOBODY = "127.0.0.1:1";
  private static final int PARTITIONS = 2;

  /** Longer than a test waits. */
  private static final Duration ACK_TIMEOUT = Duration.ofMinutes(2);

  private TestFlow() {}

  /** With further properties of Kafka's clients. */
  static KafkaSettings settings(Map<String, String> properties) {
    return new KafkaSettings(
        new PinotConfig.Kafka(NOBODY, properties, ACK_TIMEOUT), FlowLimits.DEFAULT);
  }

  static OutboxParts parts(
      KafkaSettings settings, FlowCounters counters, DiskSpool spool, Executor answers) {
    return new OutboxParts(
        new RowCodec(),
        new Names("test"),
        PARTITIONS,
        settings,
        FlowLimits.DEFAULT,
        counters,
        spool,
        (table, partition, offset) -> {},
        answers);
  }
}
