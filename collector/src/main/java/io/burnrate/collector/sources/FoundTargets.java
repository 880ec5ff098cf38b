package io.burnrate.collector.sources;

import java.util.List;
import java.util.Map;

/**
 * What was found to scrape.
 *
 * @param active in the order of settings and jobs
 * @param dropped not scraped; perhaps not all of them
 * @param droppedByReason how many are not scraped
 */
public record FoundTargets(
    List<ScrapedTarget> active,
    List<DroppedTarget> dropped,
    Map<String, Integer> droppedByReason) {}
