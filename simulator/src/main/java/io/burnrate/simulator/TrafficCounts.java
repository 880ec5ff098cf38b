package io.burnrate.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** Running counts behind {@link TrafficTruth}. Thread-safe. */
final class TrafficCounts {
  final AtomicLong requestsSent = new AtomicLong();
  final AtomicLong requestsGood = new AtomicLong();
  final AtomicLong requestsLost = new AtomicLong();
  final AtomicLong inputTokens = new AtomicLong();
  final AtomicLong outputTokens = new AtomicLong();
  final AtomicLong predictionsSent = new AtomicLong();
  final AtomicLong predictionsLost = new AtomicLong();
  final AtomicLong retries = new AtomicLong();

  TrafficTruth truth() {
    return new TrafficTruth(
        requestsSent.get(),
        requestsGood.get(),
        requestsLost.get(),
        inputTokens.get(),
        outputTokens.get(),
        predictionsSent.get(),
        predictionsLost.get(),
        retries.get());
  }
}
