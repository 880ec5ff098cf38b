package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which rows do not go straight to Kafka: they are forced to disk, and the oldest are
 * offered to Kafka again and again. Only the outbox's thread uses it, except for {@link #trouble}.
 */
final class Spooling {
  private static final Logger LOG = LoggerFactory.getLogger(Spooling.class);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

  private final OutboxParts parts;
  private final BiConsumer<Pending, @Nullable BurnrateException> answers;
  private final Runnable wake;
  private final ExecutorService attempts =
      Executors.newSingleThreadExecutor(Daemons.named("burnrate-store-drain"));
  private Table latest = Tables.ALL.get(0);
  private @Nullable DrainAttempt attempt;
  private @Nullable KafkaLine line;
  private Duration backoff = FIRST_BACKOFF;
  private long nextAttemptNanos;
  private volatile String reason = "";
  private volatile boolean draining;

  Spooling(
      OutboxParts parts, BiConsumer<Pending, @Nullable BurnrateException> answers, Runnable wake) {
    this.parts = parts;
    this.answers = answers;
    this.wake = wake;
  }

  /**
   * Begins.
   *
   * @param why for people
   * @param working a line that reaches Kafka; null when none does
   */
  void begin(String why, @Nullable KafkaLine working) {
    if (working == null) {
      parts.counters().kafkaOutages.increment();
      LOG.warn("Kafka does not answer: {}", why);
    }
    reason = why.isEmpty() ? "no reason given" : why;
    draining = working != null;
    line = working;
    backoff = FIRST_BACKOFF;
    nextAttemptNanos = System.nanoTime();
  }

  String trouble() {
    String why = reason;
    if (why.isEmpty()) {
      return "";
    }
    long records = parts.spool().records();
    return draining
        ? "store.spool is being drained to Kafka, " + records + " records are left"
        : "Kafka does not answer, " + records + " records wait in store.spool: " + why;
  }

  /** Forces batches to disk together, and answers their senders. */
  void keep(List<Pending> group) {
    List<Pending> kept = new ArrayList<>();
    long rows = 0;
    for (Pending each : group) {
      latest = each.batch.table();
      try {
        rows += add(each);
        kept.add(each);
      } catch (RuntimeException | Error e) {
        answers.accept(each, failure(e));
      }
    }
    try {
      parts.spool().force();
    } catch (RuntimeException | Error e) {
      BurnrateException failure = failure(e);
      kept.forEach(each -> answers.accept(each, failure));
      return;
    }
    parts.counters().spooledRows.add(rows);
    kept.forEach(each -> answers.accept(each, null));
  }

  private long add(Pending pending) {
    BurnrateException refused = pending.failure();
    if (refused != null) {
      throw refused;
    }
    if (!parts.spool().enabled()) {
      throw new BurnrateException(
          ErrorCode.STORE_UNREACHABLE,
          "Kafka does not answer, and store.spool.maxSize is 0B, so nothing is kept: " + reason);
    }
    List<Parcel> missing = pending.missing();
    parts.spool().add(missing);
    return missing.stream().mapToLong(Parcel::rows).sum();
  }

  private static BurnrateException failure(Throwable e) {
    if (e instanceof BurnrateException known) {
      return known;
    }
    LOG.error("store.spool: rows cannot be kept", e);
    return new BurnrateException(ErrorCode.STORE_FAILED, "store.spool: " + e, e);
  }

  boolean attemptEnded() {
    return attempt != null && attempt.ended();
  }

  boolean attemptIsDue() {
    return attempt == null && System.nanoTime() - nextAttemptNanos >= 0;
  }

  /** Whether an attempt runs after which rows may go straight to Kafka again. */
  boolean finishing() {
    return attempt != null && attempt.finishing();
  }

  long nanosToAttempt() {
    return attempt != null ? Long.MAX_VALUE : Math.max(1, nextAttemptNanos - System.nanoTime());
  }

  /** Offers Kafka the oldest rows. */
  void attempt() {
    try {
      List<Parcel> head = parts.spool().head(parts.limits().groupBytes());
      if (head.isEmpty() && !parts.spool().isEmpty()) {
        parts.counters().tornRecords.increment();
        parts.spool().removeHead();
        return;
      }
      boolean last = draining && head.size() == parts.spool().records();
      DrainAttempt next =
          new DrainAttempt(
              head, latest, line, parts::newLine, parts.acknowledgements(), last, wake);
      attempts.execute(next);
      attempt = next;
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("store.spool: cannot be drained", e);
      waitLonger("store.spool: " + e);
    }
  }

  /** Sees what came of the attempt; the line to use from now on when everything is drained. */
  @Nullable KafkaLine attempted() {
    DrainAttempt ended = attempt;
    attempt = null;
    if (ended == null) {
      return null;
    }
    line = ended.line();
    if (line == null) {
      waitLonger(ended.failure());
      return null;
    }
    backoff = FIRST_BACKOFF;
    nextAttemptNanos = System.nanoTime();
    draining = true;
    parts.counters().drainedRows.add(ended.head().stream().mapToLong(Parcel::rows).sum());
    try {
      if (!ended.head().isEmpty()) {
        parts.spool().removeHead();
      }
    } catch (IOException e) {
      LOG.warn("store.spool: what is drained cannot be removed", e);
    }
    if (!parts.spool().isEmpty()) {
      return null;
    }
    LOG.info("Kafka answers, and the spool is empty");
    reason = "";
    KafkaLine working = line;
    line = null;
    return working;
  }

  private void waitLonger(String why) {
    reason = why.isEmpty() ? "no reason given" : why;
    draining = false;
    nextAttemptNanos = System.nanoTime() + backoff.toNanos();
    Duration longer = backoff.multipliedBy(2);
    Duration longest = parts.limits().longestBackoff();
    backoff = longer.compareTo(longest) < 0 ? longer : longest;
  }

  void end() {
    DrainAttempt running = attempt;
    if (running != null) {
      running.cancel();
    } else if (line != null) {
      line.close();
    }
    attempts.shutdownNow();
  }
}
