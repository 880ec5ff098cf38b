package io.burnrate.analytics;

/** What decides what a stretch of GPU time was: settings, prices, and what pods asked for. */
record LedgerRules(AnalyticsConfig config, PriceBook prices, PodRequests requests) {
  /**
   * A reading is believed for at least this many scrape intervals: one lost scrape is no silence.
   */
  private static final double HELD_INTERVALS = 2.5;

  /** Rules where nothing is known of pods. */
  LedgerRules(AnalyticsConfig config, PriceBook prices) {
    this(config, prices, new PodRequests());
  }

  double idleBelowRatio() {
    return config.idleBelowRatio();
  }

  long idleAfterMillis() {
    return config.idleAfter().toMillis();
  }

  /** How long {@code observation} holds when nothing follows. */
  long holdMillis(GpuObservation observation) {
    long byInterval = (long) (observation.intervalMillis() * HELD_INTERVALS);
    return Math.max(config.staleAfter().toMillis(), byInterval);
  }

  /**
   * How long {@code observation} keeps readings of its GPU that come another way out of the
   * account: one lost scrape does not let them in.
   */
  long aloneMillis(GpuObservation observation) {
    return observation.intervalMillis() > 0
        ? 2 * observation.intervalMillis()
        : holdMillis(observation);
  }

  long closeAfterMillis() {
    return config.closeAfter().toMillis();
  }

  long forgetAfterMillis() {
    return config.forgetAfter().toMillis();
  }
}
