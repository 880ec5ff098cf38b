package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a member's rows in transactions that also carry how far the member has read, as this
 * generation of the group: Kafka commits none of a member that the group does not count on any more
 * (KIP-447). One transaction at a time, for everything that waits. Thread-safe.
 */
final class GroupWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
  private static final long CHANGE_MILLIS = 500;
  private static final String LEFT = "this member has left its group";

  private final Parts parts;
  private final Map<String, Object> settings;
  private final Holding holding;
  private final Thread thread;
  private final ArrayDeque<GroupWrite> waiting = new ArrayDeque<>();
  private int waitingRows;
  private boolean closed;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** What it works with. */
  record Parts(OutboxParts flow, String transactionalId) {}

  /** An offset that Kafka gave to the last row of a parcel. */
  private static final class Placed {
    final Parcel parcel;
    volatile long offset = -1;

    Placed(Parcel parcel) {
      this.parcel = parcel;
    }
  }

  GroupWriter(Parts parts, Holding holding) {
    this.parts = parts;
    this.settings = parts.flow.settings().transactions(parts.transactionalId);
    this.holding = holding;
    this.thread = Daemons.thread(parts.transactionalId, this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes rows of {@code gains}, or null to only ask. */
  CompletionStage<Void> offer(@Nullable RowBatch batch, Map<Integer, Long> gains) {
    int rows = batch == null ? 0 : batch.rows();
    synchronized (waiting) {
      if (closed) {
        return CompletableFuture.failedStage(notOwner(LEFT));
      }
      if (!waiting.isEmpty()
          && (waitingRows + rows > parts.flow.limits().waitingRows()
              || waiting.size() >= MOST_WAITING)) {
        parts.flow.counters().rejectedBatches.increment();
        return CompletableFuture.failedStage(
            new BurnrateException(
                ErrorCode.OVERLOADED, waitingRows + " rows wait for a transaction of this member"));
      }
      GroupWrite write =
          new GroupWrite(
              batch, gains, System.nanoTime() + PATIENCE.toNanos(), new CompletableFuture<>());
      waiting.add(write);
      waitingRows += rows;
      waiting.notifyAll();
      return write.answer().minimalCompletionStage();
    }
  }

  /** Appends and questions that wait, whatever their size. */
  private static final int MOST_WAITING = 10_000;

  /** A group that does not settle within it does not count on this member. */
  private static final Duration PATIENCE = KafkaSettings.SESSION_TIMEOUT.plusSeconds(4);

  static BurnrateException notOwner(String why) {
    return new BurnrateException(ErrorCode.NOT_OWNER, why);
  }

  private void run() {
    try {
      for (List<GroupWrite> group = take(); !group.isEmpty(); group = take()) {
        settle(group);
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("Interrupted while writing for {}", parts.transactionalId);
    } finally {
      dropProducer();
      failAll();
    }
  }

  /** Writes a group; whatever becomes of it, each of it is answered. */
  private void settle(List<GroupWrite> group) throws InterruptedException {
    List<GroupWrite> left = new ArrayList<>(group);
    try {
      write(left);
    } catch (InterruptedException | InterruptException e) {
      left.forEach(each -> answer(each, notOwner(LEFT)));
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.error("A transaction of {} failed", parts.transactionalId, e);
      parts.flow.counters().failedTransactions.increment();
      dropProducer();
      BurnrateException failure =
          new BurnrateException(ErrorCode.STORE_FAILED, "the transaction failed: " + e, e);
      left.forEach(each -> answer(each, failure));
    }
  }

  private List<GroupWrite> take() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty() && !closed) {
        waiting.wait();
      }
      List<GroupWrite> group = new ArrayList<>();
      int rows = 0;
      while (!waiting.isEmpty() && group.size() < parts.flow.limits().groupBatches()) {
        GroupWrite next = waiting.element();
        if (!group.isEmpty() && rows + next.rows() > ROWS_OF_A_TRANSACTION) {
          break;
        }
        waiting.remove();
        group.add(next);
        rows += next.rows();
      }
      waitingRows -= rows;
      return group;
    }
  }

  private static final int ROWS_OF_A_TRANSACTION = 20_000;

  /** Tries until it is written or known not to be; takes out what is answered on the way. */
  private void write(List<GroupWrite> left) throws InterruptedException {
    while (!left.isEmpty()) {
      Holding.Snapshot now = holding.snapshot();
      refuse(left, now);
      if (left.isEmpty()) {
        return;
      }
      List<Placed> placed = encoded(left);
      if (left.isEmpty()) {
        return;
      }
      try {
        transact(placed, now);
        left.forEach(each -> answer(each, null));
        return;
      } catch (KafkaException e) {
        if (e instanceof InterruptException) {
          throw e;
        }
        parts.flow.counters().failedTransactions.increment();
        if (!retryable(e)) {
          LOG.warn("A transaction of {} failed: {}", parts.transactionalId, e.toString());
          left.forEach(each -> answer(each, failure(e)));
          return;
        }
        holding.awaitChange(now.version(), CHANGE_MILLIS);
      }
    }
  }

  /** Answers those that cannot be written any more. */
  private void refuse(List<GroupWrite> group, Holding.Snapshot now) {
    group.removeIf(
        each -> {
          boolean ours = !now.gains().isEmpty() && now.covers(each.gains());
          boolean late = System.nanoTime() - each.deadlineNanos() >= 0;
          if (ours && !late) {
            return false;
          }
          answer(each, notOwner(ours ? "the group does not confirm it" : "shards were lost"));
          return true;
        });
  }

  /** The rows of everything that can be written; the rest is answered and taken out. */
  private List<Placed> encoded(List<GroupWrite> group) {
    List<Placed> placed = new ArrayList<>();
    group.removeIf(
        each -> {
          RowBatch batch = each.batch();
          try {
            if (batch != null) {
              parts.flow.parcels(batch).forEach(parcel -> placed.add(new Placed(parcel)));
            }
            return false;
          } catch (BurnrateException e) {
            answer(each, e);
            return true;
          }
        });
    return placed;
  }

  private void transact(List<Placed> placed, Holding.Snapshot now) {
    ConsumerGroupMetadata generation = now.generation();
    if (generation == null) {
      throw new IllegalGenerationException("not yet a member");
    }
    KafkaProducer<byte[], byte[]> to = producer();
    try {
      to.beginTransaction();
      placed.forEach(each -> send(to, each));
      to.sendOffsetsToTransaction(offsets(now), generation);
      to.commitTransaction();
      parts.flow.counters().transactions.increment();
    } catch (KafkaException | IllegalStateException e) {
      abort(to, e);
      throw e instanceof KafkaException kafka ? kafka : new KafkaException(e);
    }
    for (Placed each : placed) {
      parts
          .flow
          .acknowledgements()
          .acknowledged(each.parcel.table(), each.parcel.partition(), each.offset);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The commit is told the outcome.
  private void send(KafkaProducer<byte[], byte[]> to, Placed placed) {
    Parcel parcel = placed.parcel;
    String topic = parts.flow.names().topic(parcel.table());
    AtomicInteger left = new AtomicInteger(parcel.rows());
    for (int row = 0; row < parcel.rows(); row++) {
      to.send(
          parcel.record(topic, row),
          (metadata, exception) -> {
            if (left.decrementAndGet() == 0 && exception == null) {
              placed.offset = metadata.offset();
            }
          });
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Holding.Snapshot now) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    now.positions()
        .forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    return offsets;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> now = producer;
    if (now == null) {
      now = new KafkaProducer<>(settings);
      try {
        now.initTransactions();
      } catch (RuntimeException | Error e) {
        closeNow(now);
        throw e;
      }
      producer = now;
    }
    return now;
  }

  /** Undoes what it can; a producer in doubt is given up, and the next one ends its transaction. */
  private void abort(KafkaProducer<byte[], byte[]> to, RuntimeException reason) {
    if (!ofTheGroup(reason)) {
      dropProducer();
      return;
    }
    try {
      to.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      dropProducer();
    }
  }

  private void dropProducer() {
    KafkaProducer<byte[], byte[]> dropped = producer;
    producer = null;
    if (dropped != null) {
      closeNow(dropped);
    }
  }

  /** Also on a thread that is interrupted, where a producer is not closed otherwise. */
  private static void closeNow(KafkaProducer<byte[], byte[]> producer) {
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      LOG.warn("A producer was not closed well: {}", e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the group did not know this generation of this member. */
  private static boolean ofTheGroup(Throwable e) {
    return e instanceof CommitFailedException
        || e instanceof IllegalGenerationException
        || e instanceof UnknownMemberIdException
        || e instanceof FencedInstanceIdException
        || e instanceof RebalanceInProgressException;
  }

  /** Also when another member ended our transaction for its length. */
  private static boolean retryable(KafkaException e) {
    return ofTheGroup(e)
        || (e.getCause() != null && ofTheGroup(e.getCause()))
        || e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException;
  }

  private static BurnrateException failure(KafkaException e) {
    boolean ofTheRecord =
        e instanceof RecordTooLargeException || e.getCause() instanceof RecordTooLargeException;
    return new BurnrateException(
        ofTheRecord ? ErrorCode.STORE_FAILED : ErrorCode.STORE_UNREACHABLE,
        "the transaction failed: " + e.getMessage(),
        e);
  }

  private void answer(GroupWrite write, @Nullable BurnrateException failure) {
    FlowCounters counters = parts.flow.counters();
    if (failure == null) {
      counters.appendedRows.add(write.rows());
      counters.acknowledgedBatches.add(write.batch() == null ? 0 : 1);
      parts.flow.answer(() -> write.answer().complete(null));
      return;
    }
    if (failure.code() == ErrorCode.NOT_OWNER) {
      counters.notOwner.increment();
    } else {
      counters.failedBatches.add(write.batch() == null ? 0 : 1);
    }
    parts.flow.answer(() -> write.answer().completeExceptionally(failure));
  }

  private void failAll() {
    List<GroupWrite> rest;
    synchronized (waiting) {
      closed = true;
      rest = new ArrayList<>(waiting);
      waiting.clear();
    }
    rest.forEach(each -> answer(each, notOwner(LEFT)));
  }

  /** Ends; what is being written may still end well within {@code patience}. */
  void close(Duration patience) throws InterruptedException {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    thread.join(Math.max(1, patience.toMillis()));
    thread.interrupt();
  }
}
