package io.burnrate.simulator;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The requests that reach the chat service. Latencies are lognormal with median 150 ms and 99th
 * percentile 350 ms; a slowdown multiplies them. Used by one thread.
 */
final class ChatRequests {
  private static final double MEDIAN_MILLIS = 150;
  private static final double SIGMA = 0.364;
  private static final double ERROR_RATIO = 0.002;

  private final SplittableRandom random;
  private final Faults.@Nullable Slowdown slowdown;

  /**
   * One request.
   *
   * @param firstTokenNanos from its start to the first token
   */
  record Request(
      long durationNanos, long firstTokenNanos, int inputTokens, int outputTokens, boolean failed) {
    boolean good(long thresholdNanos) {
      return !failed && durationNanos <= thresholdNanos;
    }
  }

  ChatRequests(long seed, Faults.@Nullable Slowdown slowdown) {
    random = new SplittableRandom(seed ^ 0x63686174L);
    this.slowdown = slowdown;
  }

  /** The next request, which ends {@code offsetMillis} after the fleet's start. */
  Request next(long offsetMillis) {
    double millis = MEDIAN_MILLIS * Math.exp(SIGMA * random.nextGaussian());
    if (slowdown != null
        && offsetMillis >= slowdown.from().toMillis()
        && offsetMillis < slowdown.to().toMillis()) {
      millis *= slowdown.factor();
    }
    double firstToken = millis * random.nextDouble(0.2, 0.4);
    int input = random.nextInt(50, 1_500);
    int output = Math.max(1, (int) (millis - firstToken) / 4);
    boolean failed = random.nextDouble() < ERROR_RATIO;
    return new Request((long) (millis * 1e6), (long) (firstToken * 1e6), input, output, failed);
  }
}
