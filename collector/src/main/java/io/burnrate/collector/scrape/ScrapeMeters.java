package io.burnrate.collector.scrape;

import io.burnrate.domain.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

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
  private final Map<Outcome, Counter> pages = new EnumMap<>(Outcome.class);
  private final Map<Reject, Counter> rejected = new EnumMap<>(Reject.class);
  private final Map<ErrorCode, Counter> appendFailures = new EnumMap<>(ErrorCode.class);

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
    for (Outcome each : Outcome.values()) {
      pages.put(each, registry.counter("burnrate.scrape.pages", "result", each.key()));
    }
    for (Reject each : Reject.values()) {
      rejected.put(each, registry.counter("burnrate.scrape.rejected.lines", "reason", each.key()));
    }
    for (ErrorCode each : ErrorCode.values()) {
      appendFailures.put(
          each, registry.counter("burnrate.scrape.append.failures", "code", each.name()));
    }
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

  void page(Outcome outcome, long durationNanos, int bytes) {
    Objects.requireNonNull(pages.get(outcome)).increment();
    seconds.record(Duration.ofNanos(durationNanos));
    bodyBytes.record(bytes);
  }

  void lines(PageCounts counts) {
    add(duplicateLines, counts.duplicateLines);
    add(unmappedLines, counts.unmappedLines);
    add(sharedLines, counts.sharedLines);
    add(replayedLines, counts.replayedLines);
    add(parsedLines, counts.parsedLines);
    rejected.forEach((reason, counter) -> add(counter, counts.rejected(reason)));
  }

  /** A batch that was dropped. */
  void appendFailure(ErrorCode code) {
    Objects.requireNonNull(appendFailures.get(code)).increment();
  }

  private static void add(Counter counter, int count) {
    if (count > 0) {
      counter.increment(count);
    }
  }
}
