package io.burnrate.collector.scrape;

/**
 * How a target does.
 *
 * @param target its URL, without user and password
 * @param scraped whether a scrape has ended yet; if not, the rest says nothing
 * @param lastError why it is not up, or a remark; empty when all is well
 * @param lastScrapeMillis when the last scrape ended, epoch milliseconds
 * @param samples of the last scrape
 */
public record TargetStatus(
    String target,
    String cluster,
    String pool,
    boolean scraped,
    boolean up,
    String lastError,
    long lastScrapeMillis,
    int samples) {}
