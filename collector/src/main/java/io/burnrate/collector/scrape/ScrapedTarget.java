package io.burnrate.collector.scrape;

import java.time.Duration;
import java.util.Map;

/**
 * One target as it is shown to people.
 *
 * @param job {@code targets} for those that the settings name one by one
 * @param labels that its rows get
 * @param discovered what it was found with, before the rules
 * @param held whether it is this replica's to scrape; if not, the rest says nothing
 * @param scraped whether a scrape has ended yet; if not, the rest says nothing
 * @param error why it is not up, or a remark; empty when all is well
 * @param lastScrapeMillis when the last scrape ended, epoch milliseconds
 * @param samples of the last scrape
 */
public record ScrapedTarget(
    String job,
    String url,
    Map<String, String> labels,
    Map<String, String> discovered,
    Duration interval,
    boolean held,
    boolean scraped,
    boolean up,
    String error,
    long lastScrapeMillis,
    int samples) {}
