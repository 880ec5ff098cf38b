package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes consumers of Kafka, which is tried again: it fails while no name of a broker resolves. */
final class NewConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(NewConsumer.class);

  private NewConsumer() {}

  /**
   * A consumer, or null when nobody wants it any more.
   *
   * @param who is to read, in the words of a log
   * @param failures counts the tries in vain
   */
  static @Nullable KafkaConsumer<byte[], byte[]> of(
      Map<String, Object> settings,
      String who,
      Duration backoff,
      LongAdder failures,
      BooleanSupplier unwanted)
      throws InterruptedException {
    while (!unwanted.getAsBoolean()) {
      try {
        return new KafkaConsumer<>(settings);
      } catch (KafkaException e) {
        failures.increment();
        Throwable why = e.getCause() == null ? e : e.getCause();
        LOG.warn("{} cannot begin to read yet: {}", who, why.getMessage());
        Thread.sleep(backoff.toMillis());
      }
    }
    return null;
  }
}
