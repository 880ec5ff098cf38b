package io.burnrate.collector.scrape;

import io.burnrate.domain.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The scraper's own measurements, {@code burnrate.scrape.*}. Thread-safe. */
final class ScrapeMeters {
  final Counter samples;
  final Counter duplicateLines;
  final Counter unmappedLines;
  final Counter sharedLines;
  final Counter overlaps;
  final Counter appendRetries;
  private final Counter replayedLines;
  private final Counter parsedLines;
  private final Timer seconds;
  private final DistributionSummary bodyBytes;
  private final List<Counter> pages;
  private final List<Counter> rejected;
  private final List<Counter> appendFailures;

  ScrapeMeters(MeterRegistry registry) {
    samples = registry.counter("burnrate.scrape.samples");
    duplicateLines = registry.counter("burnrate.scrape.duplicate.lines");
    unmappedLines = registry.counter("burnrate.scrape.unmapped.lines");
    sharedLines = registry.counter("burnrate.scrape.shared.lines");
    overlaps = registry.counter("burnrate.scrape.overlaps");
    appendRetries = registry.counter("burnrate.scrape.append.retries");
    replayedLines = registry.counter("burnrate.scrape.template.hits");
    parsedLines = registry.counter("burnrate.scrape.template.misses");
    seconds = registry.timer("burnrate.scrape.seconds");
    bodyBytes = registry.summary("burnrate.scrape.body.bytes");
    pages =
        Stream.of(Outcome.values())
            .map(each -> registry.counter("burnrate.scrape.pages", "result", each.key()))
            .toList();
    rejected =
        Stream.of(Reject.values())
            .map(each -> registry.counter("burnrate.scrape.rejected.lines", "reason", each.key()))
            .toList();
    appendFailures =
        Stream.of(ErrorCode.values())
            .map(each -> registry.counter("burnrate.scrape.append.failures", "code", each.name()))
            .toList();
  }

  /** Shows how many targets are up, and how many are down. */
  static void targets(MeterRegistry registry, Supplier<List<TargetStatus>> status) {
    target(registry, status, "up", true);
    target(registry, status, "down", false);
  }

  private static void target(
      MeterRegistry registry, Supplier<List<TargetStatus>> status, String state, boolean up) {
    Gauge.builder(
            "burnrate.scrape.targets",
            () -> status.get().stream().filter(each -> each.scraped() && each.up() == up).count())
        .tag("state", state)
        .strongReference(true)
        .register(registry);
  }

  void page(Outcome outcome, long durationNanos, long bytes) {
    pages.get(outcome.ordinal()).increment();
    seconds.record(Duration.ofNanos(durationNanos));
    bodyBytes.record(bytes);
  }

  void lines(PageCounts counts) {
    add(duplicateLines, counts.duplicateLines);
    add(unmappedLines, counts.unmappedLines);
    add(sharedLines, counts.sharedLines);
    add(replayedLines, counts.replayedLines);
    add(parsedLines, counts.parsedLines);
    for (Reject reason : Reject.values()) {
      add(rejected.get(reason.ordinal()), counts.rejected(reason));
    }
  }

  /** A batch that was dropped. */
  void appendFailure(ErrorCode code) {
    appendFailures.get(code.ordinal()).increment();
  }

  private static void add(Counter counter, int count) {
    if (count > 0) {
      counter.increment(count);
    }
  }
}
