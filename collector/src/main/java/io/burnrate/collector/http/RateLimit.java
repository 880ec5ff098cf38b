package io.burnrate.collector.http;

import io.burnrate.domain.ErrorCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How many samples a second a sender may send. What is in a request is known only once it is read,
 * so it is let in whole, and the sender waits until it has paid for it. Thread-safe.
 */
final class RateLimit {
  /** What a sender saved up is worth at most so much time. */
  static final Duration BURST = Duration.ofSeconds(10);

  /** Senders beyond share one limit. */
  static final int MAX_SENDERS = 10_000;

  private static final String OTHERS = "others";
  private static final double MILLIS_PER_SECOND = 1_000;

  private final double perSecond;
  private final InstantSource clock;

  /** Until when each sender has paid, epoch milliseconds; the generic cell rate algorithm. */
  private final ConcurrentMap<String, Double> paidUntil = new ConcurrentHashMap<>();

  /**
   * A limit.
   *
   * @param perSecond 0 for none
   */
  RateLimit(double perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** A 429 for a sender that has to wait; null for all others. */
  @Nullable Refusal objection(String sender) {
    if (perSecond == 0) {
      return null;
    }
    Double until = paidUntil.get(known(sender));
    if (until == null || until <= clock.millis()) {
      return null;
    }
    return new Refusal(
        429,
        ErrorCode.OVERLOADED.name(),
        "more than limits.maxSamplesPerSecond from this sender; repeat later");
  }

  void charge(String sender, long samples) {
    if (perSecond == 0 || samples <= 0) {
      return;
    }
    double now = clock.millis();
    double cost = samples * MILLIS_PER_SECOND / perSecond;
    double earliest = now - BURST.toMillis();
    if (paidUntil.size() >= MAX_SENDERS) {
      paidUntil.values().removeIf(until -> until <= earliest);
    }
    String key = paidUntil.size() < MAX_SENDERS ? sender : known(sender);
    paidUntil.merge(key, earliest + cost, (before, same) -> Math.max(before, earliest) + cost);
  }

  private String known(String sender) {
    return paidUntil.containsKey(sender) || paidUntil.size() < MAX_SENDERS ? sender : OTHERS;
  }
}
