package io.burnrate.analytics;

import java.time.Instant;

/**
 * What is known of one scrape target now.
 *
 * @param up whether the newest scrape brought a page that could be read
 * @param since when {@code up} last changed
 * @param error why it is down; empty when up
 */
public record TargetStatus(
    String target,
    String cluster,
    String pool,
    boolean up,
    Instant since,
    Instant lastScrape,
    String error) {}
