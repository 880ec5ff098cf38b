package io.burnrate.collector.scrape;

import java.time.Duration;
import java.util.List;

/**
 * Settings of the scraper.
 *
 * @param timeout of one scrape, connecting included; never taken longer than {@code interval}
 * @param maxBodyBytes a larger page, after decompression, is refused whole
 */
public record ScrapeConfig(
    Duration interval, Duration timeout, long maxBodyBytes, List<ScrapeTarget> targets) {
  public static final ScrapeConfig DEFAULT =
      new ScrapeConfig(Duration.ofSeconds(15), Duration.ofSeconds(10), 64L << 20, List.of());

  public ScrapeConfig {
    targets = List.copyOf(targets);
  }
}
