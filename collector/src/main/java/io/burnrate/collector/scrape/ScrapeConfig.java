package io.burnrate.collector.scrape;

import io.burnrate.collector.discovery.Job;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the scraper.
 *
 * @param timeout of one scrape, connecting included; never taken longer than {@code interval}
 * @param maxBodyBytes a larger page, after decompression, is refused whole
 * @param jobs have all this for themselves
 */
public record ScrapeConfig(
    Duration interval,
    Duration timeout,
    long maxBodyBytes,
    List<ScrapeTarget> targets,
    List<Job> jobs) {
  public static final ScrapeConfig DEFAULT =
      new ScrapeConfig(Duration.ofSeconds(15), Duration.ofSeconds(10), 64L << 20, List.of());

  public ScrapeConfig {
    targets = List.copyOf(targets);
    jobs = List.copyOf(jobs);
  }

  /** Without jobs. */
  public ScrapeConfig(
      Duration interval, Duration timeout, long maxBodyBytes, List<ScrapeTarget> targets) {
    this(interval, timeout, maxBodyBytes, targets, List.of());
  }
}
