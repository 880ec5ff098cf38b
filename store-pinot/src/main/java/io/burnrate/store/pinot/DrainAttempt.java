package io.burnrate.store.pinot;

import io.burnrate.store.Table;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to give the oldest spooled parcels to Kafka, or to reach it at all. Runs once. */
final class DrainAttempt implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DrainAttempt.class);

  /** The line answers by itself long before. */
  private static final long LONGEST_SECONDS = 60;

  private final List<Parcel> head;
  private final Table probed;
  private final Supplier<KafkaLine> lines;
  private final Acknowledgements acknowledgements;
  private final Runnable done;
  private final boolean finishing;
  private volatile @Nullable KafkaLine line;
  private volatile String failure = "";
  private volatile boolean cancelled;
  private volatile boolean succeeded;
  private volatile boolean ended;

  /**
   * An attempt.
   *
   * @param head what to send; may be empty
   * @param probed the table that is asked for then
   * @param line the one that sent what was before; null when there is none
   * @param lines makes another one
   * @param finishing whether nothing is left when this succeeds as the one before it did
   * @param done called at the end
   */
  DrainAttempt(
      List<Parcel> head,
      Table probed,
      @Nullable KafkaLine line,
      Supplier<KafkaLine> lines,
      Acknowledgements acknowledgements,
      boolean finishing,
      Runnable done) {
    this.head = head;
    this.probed = probed;
    this.line = line;
    this.lines = lines;
    this.acknowledgements = acknowledgements;
    this.finishing = finishing;
    this.done = done;
  }

  @Override
  public void run() {
    try {
      KafkaLine now = line;
      if (now == null) {
        now = lines.get();
        line = now;
      }
      send(now);
    } catch (KafkaException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(e);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!cancelled) {
        LOG.error("Draining to Kafka failed", e);
      }
      fail(new KafkaException(e));
    } finally {
      ended = true;
      done.run();
    }
  }

  private void send(KafkaLine now) throws InterruptedException {
    now.prepare(head.isEmpty() ? List.of(new Parcel(probed, 0, List.of())) : head);
    CountDownLatch answers = new CountDownLatch(head.size());
    for (Parcel parcel : head) {
      if (cancelled) {
        throw new InterruptedException("cancelled");
      }
      now.send(parcel, answer(parcel, now, answers));
    }
    if (!answers.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      fail(new KafkaException("no answer within " + LONGEST_SECONDS + " s"));
    }
    String ending = now.failure();
    if (ending == null) {
      succeeded = true;
    } else if (failure.isEmpty()) {
      failure = ending;
    }
  }

  private KafkaLine.Answer answer(Parcel parcel, KafkaLine now, CountDownLatch answers) {
    return new KafkaLine.Answer() {
      @Override
      public void acknowledged(long offset) {
        acknowledgements.acknowledged(parcel.table(), parcel.partition(), offset);
        answers.countDown();
      }

      @Override
      public void refused(Exception reason) {
        failure = parcel.table() + ": Kafka refuses a record: " + reason.getMessage();
        now.end(reason);
        answers.countDown();
      }

      @Override
      public void unanswered() {
        answers.countDown();
      }
    };
  }

  private void fail(Exception reason) {
    failure = String.valueOf(reason.getMessage());
    KafkaLine now = line;
    if (now != null) {
      now.end(reason);
    }
  }

  /** Makes it end soon. */
  void cancel() {
    cancelled = true;
    fail(new KafkaException("closing"));
  }

  boolean ended() {
    return ended;
  }

  /** Whether, if it succeeds, all is drained: what comes meanwhile then waits for its end. */
  boolean finishing() {
    return finishing;
  }

  List<Parcel> head() {
    return head;
  }

  /** Why it failed, as far as is known. */
  String failure() {
    return failure;
  }

  /** The line that works, after a success. */
  @Nullable KafkaLine line() {
    return succeeded ? line : null;
  }
}
