package io.burnrate.store.pinot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Up to which instant a reader has handed on everything. Once a second it asks how far everybody
 * has written, also in transactions that are not finished, as one may have been acknowledged just
 * now; when all is handed on up to there, that instant is reached. One thread moves it on, any may
 * read it.
 */
final class Upto {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Ends ends;
  private final BooleanSupplier rowsGoStraight;
  private volatile Instant reached = Instant.EPOCH;
  private long nextNanos = System.nanoTime();
  private @Nullable Goal goal;

  /** Tells where partitions end, with what is not committed, or fails within {@code patience}. */
  interface Ends {
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions, Duration patience)
        throws InterruptedException;
  }

  /** Once everything up to {@code ends} is handed on, rows are current at {@code asked}. */
  private record Goal(Instant asked, Map<TopicPartition, Long> ends) {}

  /**
   * One that stands at the epoch.
   *
   * @param rowsGoStraight whether no acknowledged rows wait in a spool, as far as is known
   */
  Upto(InstantSource clock, Ends ends, BooleanSupplier rowsGoStraight) {
    this.clock = clock;
    this.ends = ends;
    this.rowsGoStraight = rowsGoStraight;
  }

  Instant reached() {
    return reached;
  }

  /**
   * Moves it on, if it is time.
   *
   * @param handedOn the offset up to which a partition was handed on
   */
  void advance(Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> handedOn)
      throws InterruptedException {
    if (goal == null && System.nanoTime() - nextNanos >= 0 && rowsGoStraight.getAsBoolean()) {
      nextNanos = System.nanoTime() + INTERVAL.toNanos();
      Instant now = clock.instant();
      goal = new Goal(now, ends.of(partitions, PATIENCE));
    }
    Goal wanted = goal;
    if (wanted != null && isReached(wanted, handedOn)) {
      reached = wanted.asked();
      goal = null;
    }
  }

  private static boolean isReached(Goal wanted, ToLongFunction<TopicPartition> handedOn) {
    return wanted.ends().entrySet().stream()
        .allMatch(end -> handedOn.applyAsLong(end.getKey()) >= end.getValue());
  }

  /** Other partitions are read from now on, or from elsewhere. */
  void startOver() {
    goal = null;
  }
}
