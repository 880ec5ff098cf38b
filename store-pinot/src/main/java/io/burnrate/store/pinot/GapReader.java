package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether there is anything to read between two offsets: the marks that end transactions,
 * and rows of those that were given up, take offsets that no reader ever gets to see. Thread-safe.
 */
final class GapReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int MOST_WAITING = 1_024;

  private final Map<String, Object> settings;
  private final ThreadPoolExecutor thread;

  /** Of the thread's own. */
  private @Nullable Consumer<byte[], byte[]> consumer;

  GapReader(PinotConfig.Kafka kafka) {
    this.settings = new HashMap<>(kafka.clientProperties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "burnrate-gaps");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Daemons.named("burnrate-store-gaps"));
  }

  /**
   * Whether a reader at {@code from} gets to {@code end} without seeing a row. No is also the
   * answer when Kafka does not tell within a second.
   */
  CompletableFuture<Boolean> empty(String topic, int partition, long from, long end) {
    try {
      return CompletableFuture.supplyAsync(
          () -> look(new TopicPartition(topic, partition), from, end), (ExecutorService) thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(false);
    }
  }

  private boolean look(TopicPartition partition, long from, long end) {
    try {
      Consumer<byte[], byte[]> reader = consumer;
      if (reader == null) {
        reader =
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = reader;
      }
      reader.assign(List.of(partition));
      reader.seek(partition, from);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
        if (!records.isEmpty()) {
          return records.records(partition).get(0).offset() >= end;
        }
        if (reader.position(partition, PATIENCE) >= end) {
          return true;
        }
      }
      return false;
    } catch (KafkaException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      thread.execute(
          () -> {
            Consumer<byte[], byte[]> reader = consumer;
            if (reader != null) {
              reader.close(CloseOptions.timeout(Duration.ZERO));
            }
          });
    } catch (RejectedExecutionException e) {
      // Closed before.
    }
    thread.shutdown();
  }
}
