package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jspecify.annotations.Nullable;

/**
 * One idempotent producer, for as long as Kafka takes what it sends. With the first parcel that
 * Kafka does not take in time it ends itself, before a later one could overtake that one: every
 * parcel without an answer then fails, in order. Thread-safe.
 */
final class KafkaLine implements AutoCloseable {
  /** What came of a parcel; exactly one of its calls. They must not block. */
  interface Answer {
    /** Kafka has it, and has it for good. */
    void acknowledged(long offset);

    /** Kafka takes no record like this one. */
    void refused(Exception reason);

    /** Kafka may have it or not; the line has ended. */
    void unanswered();
  }

  private final KafkaProducer<byte[], byte[]> producer;
  private final Names names;
  private volatile @Nullable String failure;

  KafkaLine(KafkaSettings settings, Names names) {
    this.producer = new KafkaProducer<>(settings.producer());
    this.names = names;
  }

  /**
   * Asks where the topics of these parcels are, so that sending them does not have to.
   *
   * @throws KafkaException when Kafka does not say
   */
  void prepare(Collection<Parcel> parcels) {
    parcels.stream()
        .map(Parcel::table)
        .distinct()
        .map(names::topic)
        .forEach(producer::partitionsFor);
  }

  /** Sends; the answer comes from another thread or from this one. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback is told the outcome.
  void send(Parcel parcel, Answer answer) {
    String topic = names.topic(parcel.table());
    Tally tally = new Tally(parcel.rows(), answer);
    for (int row = 0; row < parcel.rows(); row++) {
      if (failure != null) {
        tally.unanswered();
        continue;
      }
      try {
        producer.send(parcel.record(topic, row), tally);
      } catch (RuntimeException | Error e) {
        // Whatever it is, the sender gets an answer, and the rows are kept.
        end(e);
        tally.unanswered();
      }
    }
  }

  /** Counts the answers to the rows of one parcel. */
  private final class Tally implements Callback {
    private final Answer answer;
    private final AtomicInteger left;
    private volatile boolean unanswered;
    private volatile @Nullable Exception refusal;
    private volatile long lastOffset = -1;

    Tally(int rows, Answer answer) {
      this.left = new AtomicInteger(rows);
      this.answer = answer;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception == null && metadata != null) {
        lastOffset = metadata.offset();
        counted();
      } else if (exception != null && ofTheRecord(exception)) {
        refusal = exception;
        counted();
      } else {
        end(exception == null ? new KafkaException("no answer") : exception);
        unanswered();
      }
    }

    void unanswered() {
      unanswered = true;
      counted();
    }

    private void counted() {
      if (left.decrementAndGet() != 0) {
        return;
      }
      Exception refused = refusal;
      if (refused != null) {
        answer.refused(refused);
      } else if (unanswered) {
        answer.unanswered();
      } else {
        answer.acknowledged(lastOffset);
      }
    }
  }

  private static boolean ofTheRecord(Exception exception) {
    return exception instanceof RecordTooLargeException
        || exception instanceof RecordBatchTooLargeException
        || exception instanceof InvalidRecordException
        || exception instanceof UnsupportedForMessageFormatException;
  }

  /** Why it has ended; null while it has not. */
  @Nullable String failure() {
    return failure;
  }

  /** Ends it; parcels without an answer fail. */
  void end(Throwable reason) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = String.valueOf(reason.getMessage());
    }
    close();
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(Duration.ZERO);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
