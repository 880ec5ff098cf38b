package io.burnrate.collector.sources;

import java.util.Map;

/**
 * Something that was found and is not scraped.
 *
 * @param discovered what it was found with, before the rules
 * @param reason a fixed word
 */
public record DroppedTarget(String job, Map<String, String> discovered, String reason) {}
