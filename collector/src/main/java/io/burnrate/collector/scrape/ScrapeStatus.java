package io.burnrate.collector.scrape;

/**
 * How a target does, as the scraper sees it.
 *
 * @param target its URL
 * @param scraped whether a scrape has ended yet; if not, the rest says nothing
 * @param error why it is not up, or a remark; empty when all is well
 * @param lastScrapeMillis when the last scrape ended, epoch milliseconds
 * @param samples of the last scrape
 */
record ScrapeStatus(
    String target,
    String cluster,
    String pool,
    boolean scraped,
    boolean up,
    String error,
    long lastScrapeMillis,
    int samples) {}
