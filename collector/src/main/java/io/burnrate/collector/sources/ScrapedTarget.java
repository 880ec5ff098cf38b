package io.burnrate.collector.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One target as it is shown to people.
 *
 * @param job {@code targets} for those that the settings name one by one
 * @param url without user and password
 * @param labels that its rows get
 * @param discovered what it was found with, before the rules
 * @param timeout the longest a scrape of it may take
 * @param held whether it is this process' to scrape
 * @param last null before its first scrape, and where another process scrapes it
 */
public record ScrapedTarget(
    String job,
    String url,
    Map<String, String> labels,
    Map<String, String> discovered,
    Duration interval,
    Duration timeout,
    boolean held,
    @Nullable Scrape last) {
  /**
   * How a scrape went.
   *
   * @param error why it is not up, or a remark; empty when all is well
   * @param end when it was answered, or given up
   * @param duration from asking until the page was read
   * @param samples readings on the page
   */
  public record Scrape(boolean up, String error, Instant end, Duration duration, int samples) {}
}
