package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a member in its group, and hands the worker its shards and rows, all on one thread. Joins
 * again by itself when Kafka was away. Thread-safe.
 */
final class GroupReader {
  private static final Logger LOG = LoggerFactory.getLogger(GroupReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Table table;
  private final String groupId;
  private final Worker worker;
  private final Holding holding;
  private final GroupMember.Parts parts;
  private final Unpacking unpacking;
  private final Together together;
  private final WriteProbe probe;
  private final Upto upto;
  private final Thread thread;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<TopicPartition> arriving = new HashSet<>();
  private final Gain gain;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean leaving;

  /**
   * One that has not begun.
   *
   * @param confirm a write of the member that carries no rows
   */
  GroupReader(
      String groupId,
      Table table,
      Worker worker,
      Holding holding,
      GroupMember.Parts parts,
      Supplier<CompletionStage<Void>> confirm) {
    this.groupId = groupId;
    this.table = table;
    this.worker = worker;
    this.holding = holding;
    this.parts = parts;
    this.unpacking = new Unpacking(table, parts.flow().codec(), parts.flow().counters());
    this.together = new Together(parts.flow().counters());
    this.probe = new WriteProbe(confirm);
    this.upto = new Upto(parts.clock(), parts.settled()::written, this::rowsGoStraight);
    this.thread = Daemons.thread("burnrate-member-" + groupId, this::run);
    this.gain = new Gain(worker, holding, parts);
  }

  void start() {
    thread.start();
  }

  Instant currentAt() {
    return upto.reached();
  }

  /** Of this process it is known; where Kafka takes no writes, others may have some. */
  private boolean rowsGoStraight() {
    boolean ours = parts.rowsGoStraight().getAsBoolean();
    return ours && (holding.held().held().isEmpty() || probe.taken());
  }

  private void run() {
    KafkaConsumer<byte[], byte[]> reading = null;
    try {
      reading =
          NewConsumer.of(
              parts.flow().settings().member(groupId),
              "The member of " + groupId,
              parts.flow().limits().longestBackoff(),
              parts.flow().counters().readerFailures,
              () -> leaving);
      if (reading == null) {
        return;
      }
      consumer = reading;
      reading.subscribe(List.of(parts.flow().names().topic(table)), new Rebalances(reading));
      while (!leaving) {
        step(reading);
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.warn("The member of {} did not end in time", groupId);
    } finally {
      leaving = true;
      holding.remove(holding.held().held());
      consumer = null;
      if (reading != null) {
        leave(reading);
      }
    }
  }

  private void leave(KafkaConsumer<byte[], byte[]> reading) {
    boolean interrupted = Thread.interrupted();
    try {
      reading.close(CloseOptions.timeout(Duration.ofMillis(interrupted ? 0 : LEAVE_MILLIS)));
    } catch (KafkaException e) {
      LOG.warn("{}: leaving failed: {}", groupId, e.getMessage());
    }
  }

  private static final long LEAVE_MILLIS = 400;

  private void step(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
    try {
      handOn(reading.poll(POLL));
      notePositions(reading);
      takeOver(reading);
      if (arriving.isEmpty()) {
        upto.advance(Set.copyOf(positions.keySet()), this::handedOn);
      }
    } catch (WakeupException e) {
      // Only leaving wakes it.
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      parts.flow().counters().readerFailures.increment();
      LOG.warn("{} does not get on: {}", groupId, e.getMessage());
      Thread.sleep(parts.flow().limits().longestBackoff().toMillis());
    }
  }

  private void handOn(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      handOn(together.add(partition, records.records(partition)));
    }
    together.overdue().values().forEach(this::handOn);
  }

  private void handOn(List<ConsumerRecord<byte[], byte[]>> records) {
    for (RowBatch batch : unpacking.rows(records)) {
      try {
        worker.accept(batch);
      } catch (RuntimeException | Error e) {
        parts.flow().counters().tailFailures.increment();
        LOG.error("A worker of {} failed on rows of {}", groupId, table, e);
      }
    }
  }

  private void notePositions(KafkaConsumer<byte[], byte[]> reading) {
    for (Map.Entry<TopicPartition, Long> each : positions.entrySet()) {
      each.setValue(reading.position(each.getKey()));
    }
    holding.positions(positions);
  }

  /** Makes what was assigned ours; what fails is tried again a little later. */
  private void takeOver(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
    if (arriving.isEmpty()) {
      gain.forget();
      return;
    }
    Map<TopicPartition, Long> from = gain.attempt(reading, Set.copyOf(arriving));
    if (!from.isEmpty()) {
      together.forget(from.keySet());
      from.forEach(reading::seek);
      reading.resume(from.keySet());
      positions.putAll(from);
      holding.positions(positions);
      arriving.removeAll(from.keySet());
    }
  }

  private long handedOn(TopicPartition partition) {
    return together.handedOn(partition, positions.getOrDefault(partition, Long.MAX_VALUE));
  }

  private Set<Integer> numbers(Collection<TopicPartition> of) {
    return of.stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the group tells, always from within a poll. */
  private final class Rebalances implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> reading;

    Rebalances(KafkaConsumer<byte[], byte[]> reading) {
      this.reading = reading;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      holding.generation(reading.groupMetadata());
      parts.flow().counters().rebalances.increment();
      if (assigned.isEmpty()) {
        return;
      }
      LOG.info("{} gets shards {}", groupId, numbers(assigned));
      reading.pause(assigned);
      arriving.addAll(assigned);
    }

    /** By plan: nobody else gets them before this returns, so the worker may still write. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      if (leaving) {
        return;
      }
      holding.generation(reading.groupMetadata());
      tellLost(revoked);
      holding.remove(numbers(revoked));
    }

    /** Without warning: others may have them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      if (leaving) {
        return;
      }
      holding.remove(numbers(lost));
      tellLost(lost);
    }

    private void tellLost(Collection<TopicPartition> lost) {
      if (lost.isEmpty()) {
        return;
      }
      LOG.info("{} gives up shards {}", groupId, numbers(lost));
      Set<TopicPartition> known = new HashSet<>(lost);
      known.retainAll(positions.keySet());
      arriving.removeAll(lost);
      positions.keySet().removeAll(lost);
      together.forget(lost);
      upto.startOver();
      if (known.isEmpty()) {
        return;
      }
      try {
        worker.lost(new Shards(numbers(known), parts.flow().partitions()));
      } catch (RuntimeException e) {
        parts.flow().counters().tailFailures.increment();
        LOG.error("A worker of {} failed to give up shards", groupId, e);
      }
    }
  }

  /** Leaves the group. */
  void close(Duration patience) throws InterruptedException {
    leaving = true;
    KafkaConsumer<byte[], byte[]> now = consumer;
    if (now != null) {
      now.wakeup();
    }
    if (Thread.currentThread() != thread) {
      thread.join(patience.toMillis());
      thread.interrupt();
    }
  }
}
