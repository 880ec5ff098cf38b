package io.burnrate.analytics;

import io.burnrate.domain.Checks;
import io.burnrate.domain.Price;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the analytics.
 *
 * @param prices a model's own row goes before the row {@code *}; a model without either costs
 *     nothing, and is warned of in the log once
 * @param idleBelowRatio effective utilization under this counts as idle
 * @param idleAfter how long a GPU must be idle before its time is waste
 * @param staleAfter a reading holds at most this long; afterwards the time is unknown. Never taken
 *     shorter than 2.5 scrape intervals
 * @param closeAfter how long after its end a minute is closed at the latest
 * @param forgetAfter a GPU that was silent this long has left the fleet
 */
public record AnalyticsConfig(
    List<Price> prices,
    double idleBelowRatio,
    Duration idleAfter,
    Duration staleAfter,
    Duration closeAfter,
    Duration forgetAfter,
    List<SloConfig> slos) {
  public AnalyticsConfig {
    prices = List.copyOf(prices);
    slos = List.copyOf(slos);
    Checks.ratio(idleBelowRatio, "idleBelowRatio");
  }
}
