package io.burnrate.store.pinot;

import io.burnrate.store.Shards;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes shards over from whoever held them before, in attempts. First nothing of an earlier holder
 * may be under way: Kafka tells committed positions only when no transaction over them is open, and
 * from then on takes none of an earlier generation; then all that was written by now must be
 * committed or given up. What hangs is ended. The member's reader uses it, on its thread.
 */
final class Gain {
  private static final Logger LOG = LoggerFactory.getLogger(Gain.class);
  private static final Duration CALL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long SETTLE_PAUSE_MILLIS = 20;

  /** Transactions end within milliseconds; one that is open for longer has lost its member. */
  private static final Duration LONG_OPEN = Duration.ofSeconds(2);

  private final Worker worker;
  private final Holding holding;
  private final GroupMember.Parts parts;
  private long nextNanos = System.nanoTime();
  private long begunNanos;
  private @Nullable Map<TopicPartition, Long> written;
  private Set<TopicPartition> cleared = Set.of();

  Gain(Worker worker, Holding holding, GroupMember.Parts parts) {
    this.worker = worker;
    this.holding = holding;
    this.parts = parts;
  }

  /** Nothing is to be gained. */
  void forget() {
    written = null;
    cleared = Set.of();
  }

  /** From where to read each of {@code arriving}, once they are ours; empty when not yet. */
  Map<TopicPartition, Long> attempt(
      KafkaConsumer<byte[], byte[]> reading, Set<TopicPartition> arriving)
      throws InterruptedException {
    if (System.nanoTime() - nextNanos < 0) {
      return Map.of();
    }
    try {
      if (!cleared.equals(arriving)) {
        clear(reading, arriving);
      }
      if (!settled()) {
        nextNanos = System.nanoTime() + SETTLE_PAUSE_MILLIS * 1_000_000;
        return Map.of();
      }
      Map<TopicPartition, Long> ends = reading.endOffsets(arriving, CALL);
      return tell(arriving, ends) ? ends : Map.of();
    } catch (KafkaException e) {
      later("Kafka does not tell: " + e.getMessage());
      return Map.of();
    }
  }

  private void clear(KafkaConsumer<byte[], byte[]> reading, Set<TopicPartition> arriving)
      throws InterruptedException {
    if (written == null) {
      begunNanos = System.nanoTime();
    }
    try {
      reading.committed(arriving, CALL);
    } catch (TimeoutException e) {
      parts.settled().fenceOpen();
      throw e;
    }
    written = parts.settled().written();
    cleared = arriving;
    begunNanos = System.nanoTime();
  }

  private boolean settled() throws InterruptedException {
    Map<TopicPartition, Long> wanted = written;
    if (wanted == null || parts.settled().reached(wanted)) {
      return true;
    }
    if (System.nanoTime() - begunNanos > LONG_OPEN.toNanos()) {
      parts.settled().fenceOpen();
      begunNanos = System.nanoTime();
    }
    return false;
  }

  private boolean tell(Set<TopicPartition> arriving, Map<TopicPartition, Long> ends) {
    Set<Integer> numbers =
        arriving.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    holding.add(numbers, ends);
    try {
      worker.gained(new Shards(numbers, parts.flow().partitions()));
      forget();
      return true;
    } catch (RuntimeException e) {
      holding.remove(numbers);
      LOG.warn("Shards {} cannot be taken over yet", numbers, e);
      later(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void later(String why) {
    parts.flow().counters().gainFailures.increment();
    LOG.info("Taking shards over is tried again: {}", why);
    nextNanos = System.nanoTime() + PAUSE.toNanos();
  }
}
