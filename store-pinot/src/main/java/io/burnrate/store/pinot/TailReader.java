package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
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
 * Reads every partition of one table and hands the rows to whoever listens, on its own thread. Goes
 * on by itself when Kafka was away. Thread-safe.
 */
final class TailReader {
  private static final Logger LOG = LoggerFactory.getLogger(TailReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration POLL_TO_FINISH = Duration.ofMillis(20);
  private static final Duration LONGEST_BEGIN = Duration.ofSeconds(10);

  /** Of a listener that has begun, before anything else is known: nothing is older. */
  private static final Instant BEGUN = Instant.EPOCH.plusMillis(1);

  private final Table table;
  private final Parts parts;
  private final Unpacking unpacking;
  private final Together together;
  private final Upto upto;
  private final List<TopicPartition> partitions;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLongArray acknowledgedEnds;
  private final Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean finishing;
  private volatile long finishByNanos;
  private boolean started;

  /** Whether it has begun to read; used by its thread only. */
  private boolean placed;

  /**
   * What every reader works with.
   *
   * @param partitions of each topic
   * @param rowsGoStraight whether no acknowledged rows of this process wait in its spool
   */
  record Parts(
      KafkaSettings settings,
      Names names,
      int partitions,
      RowCodec codec,
      FlowLimits limits,
      FlowCounters counters,
      InstantSource clock,
      Upto.Ends ends,
      BooleanSupplier rowsGoStraight) {}

  /** One consumer, and the offsets from which it listens. */
  final class Listener implements Subscription {
    private final Consumer<RowBatch> accept;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile Map<TopicPartition, Long> from = Map.of();
    private volatile boolean ended;

    Listener(Consumer<RowBatch> accept) {
      this.accept = accept;
    }

    private boolean waits() {
      return begun.getCount() > 0;
    }

    private void begin(Map<TopicPartition, Long> offsets) {
      from = offsets;
      begun.countDown();
    }

    private long from(TopicPartition partition) {
      return from.getOrDefault(partition, Long.MAX_VALUE);
    }

    @Override
    public Instant currentAt() {
      Instant reached = upto.reached();
      return waits() ? Instant.EPOCH : reached.isBefore(BEGUN) ? BEGUN : reached;
    }

    void awaitBegin() {
      try {
        if (Thread.currentThread() != thread
            && !begun.await(LONGEST_BEGIN.toSeconds(), TimeUnit.SECONDS)) {
          LOG.warn("Kafka does not say where {} ends; its tail begins when it does", table);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      ended = true;
      listeners.remove(this);
    }
  }

  TailReader(Table table, Parts parts) {
    this.table = table;
    this.parts = parts;
    this.unpacking = new Unpacking(table, parts.codec, parts.counters);
    this.together = new Together(parts.counters);
    this.upto = new Upto(parts.clock, parts.ends, parts.rowsGoStraight);
    this.acknowledgedEnds = new AtomicLongArray(parts.partitions);
    String topic = parts.names.topic(table);
    this.partitions =
        IntStream.range(0, parts.partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    this.thread = Daemons.thread("burnrate-tail-" + table.name(), this::run);
  }

  Listener add(Consumer<RowBatch> accept) {
    Listener listener = new Listener(accept);
    listeners.add(listener);
    wake();
    return listener;
  }

  synchronized void start() {
    if (!started) {
      started = true;
      thread.start();
    }
  }

  void awaitBegin() {
    listeners.forEach(Listener::awaitBegin);
  }

  /** Kafka has the row at {@code offset}. */
  void acknowledged(int partition, long offset) {
    acknowledgedEnds.accumulateAndGet(partition, offset + 1, Math::max);
  }

  /** Reads up to what this process has been acknowledged, until then, and ends. */
  void finish(long byNanos) {
    finishByNanos = byNanos;
    finishing = true;
    wake();
  }

  void join(long millis) throws InterruptedException {
    thread.join(millis);
    thread.interrupt();
  }

  private void wake() {
    KafkaConsumer<byte[], byte[]> now = consumer;
    if (now != null) {
      now.wakeup();
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    KafkaConsumer<byte[], byte[]> reading = null;
    try {
      reading =
          NewConsumer.of(
              parts.settings.reader(),
              "The tail of " + table,
              parts.limits.longestBackoff(),
              parts.counters.readerFailures,
              () -> finishing);
      if (reading == null) {
        return;
      }
      consumer = reading;
      reading.assign(partitions);
      while (!finishing) {
        follow(reading);
      }
      finish(reading);
    } catch (InterruptedException | InterruptException e) {
      LOG.warn("The tail of {} did not end in time", table);
    } catch (KafkaException e) {
      LOG.error("The tail of {} ended", table, e);
    } finally {
      consumer = null;
      if (reading != null) {
        end(reading);
      }
    }
  }

  /** Closing does not wait for Kafka: nothing is to be told to it. */
  private void end(KafkaConsumer<byte[], byte[]> reading) {
    boolean interrupted = Thread.interrupted();
    try {
      reading.close(CloseOptions.timeout(Duration.ZERO));
    } catch (KafkaException e) {
      LOG.debug("The tail of {} was not closed well", table, e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
    try {
      admit(reading);
      if (listeners.isEmpty()) {
        placed = false;
        LockSupport.parkNanos(POLL.toNanos());
      } else {
        handOn(reading.poll(POLL));
        upto.advance(partitions, each -> together.handedOn(each, reading.position(each)));
      }
    } catch (WakeupException e) {
      // There is a new listener, or an end to it.
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      parts.counters.readerFailures.increment();
      LOG.warn("The tail of {} does not get on: {}", table, e.getMessage());
      Thread.sleep(parts.limits.longestBackoff().toMillis());
    }
  }

  /** Lets new listeners begin where the topic ends now. */
  private void admit(KafkaConsumer<byte[], byte[]> reading) {
    List<Listener> waiting = listeners.stream().filter(Listener::waits).toList();
    if (waiting.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = reading.endOffsets(partitions);
    if (!placed) {
      together.forgetAll();
      upto.startOver();
      ends.forEach(reading::seek);
      placed = true;
    }
    waiting.forEach(listener -> listener.begin(ends));
  }

  private void handOn(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      handOn(partition, together.add(partition, records.records(partition)));
    }
    together.overdue().forEach(this::handOn);
  }

  private void handOn(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> some) {
    Map<Integer, List<RowBatch>> byStart = new HashMap<>();
    for (Listener listener : listeners) {
      int start = start(some, listener.from(partition));
      byStart
          .computeIfAbsent(start, from -> unpacking.rows(some.subList(from, some.size())))
          .forEach(batch -> deliver(batch, listener));
    }
  }

  /** How many of the records lie before {@code offset}. */
  private static int start(List<ConsumerRecord<byte[], byte[]>> records, long offset) {
    int start = 0;
    while (start < records.size() && records.get(start).offset() < offset) {
      start++;
    }
    return start;
  }

  /** Whatever a consumer throws stays here: the next consumers and batches go on. */
  private void deliver(RowBatch batch, Listener listener) {
    if (listener.ended) {
      return;
    }
    try {
      listener.accept.accept(batch);
    } catch (Throwable e) {
      parts.counters.tailFailures.increment();
      LOG.error("A consumer of {} failed", table, e);
    }
  }

  private void finish(KafkaConsumer<byte[], byte[]> reading) {
    if (listeners.isEmpty() || !placed) {
      return;
    }
    try {
      while (!passedAcknowledged(reading) && System.nanoTime() - finishByNanos < 0) {
        handOn(reading.poll(POLL_TO_FINISH));
      }
    } catch (WakeupException e) {
      finish(reading);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("The tail of {} ends before the end: {}", table, e.getMessage());
    }
  }

  private Duration patience() {
    return Duration.ofNanos(Math.max(1, finishByNanos - System.nanoTime()));
  }

  private boolean passedAcknowledged(KafkaConsumer<byte[], byte[]> reading) {
    return partitions.stream()
        .allMatch(
            each -> reading.position(each, patience()) >= acknowledgedEnds.get(each.partition()));
  }
}
