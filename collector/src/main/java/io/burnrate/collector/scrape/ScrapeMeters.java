package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.sources.ScrapedTarget;
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
  private static final String PREFIX = "burnrate.scrape.";

  final Counter samples;
  final Counter duplicateLines;
  final Counter unmappedLines;
  final Counter sharedLines;
  private final Counter droppedLines;
  private final Counter staleLines;
  final Counter overlaps;
  final Counter appendRetries;
  private final Counter replayedLines;
  private final Counter parsedLines;
  private final Timer seconds;
  private final DistributionSummary bodyBytes;
  private final Map<Outcome, Counter> pages = new EnumMap<>(Outcome.class);
  private final Map<Reject, Counter> rejected = new EnumMap<>(Reject.class);
  private final Map<ServingReject, Counter> servingRejected = new EnumMap<>(ServingReject.class);
  private final Map<ErrorCode, Counter> appendFailures = new EnumMap<>(ErrorCode.class);

  ScrapeMeters(MeterRegistry registry) {
    samples = counter("samples", "Readings kept").register(registry);
    duplicateLines =
        counter("duplicate.lines", "Lines skipped because their reading was on the page before")
            .register(registry);
    unmappedLines =
        counter("unmapped.lines", "Lines of metrics that are not kept").register(registry);
    droppedLines =
        counter("dropped.lines", "Lines that rules for series dropped").register(registry);
    sharedLines =
        counter("shared.lines", "Lines that name a further sharer of a GPU").register(registry);
    staleLines = counter("stale.lines", "Lines that mark the end of a series").register(registry);
    overlaps =
        counter("overlaps", "Scrapes left out because the one before was running still")
            .register(registry);
    appendRetries =
        counter("append.retries", "Batches handed to the store a second time").register(registry);
    replayedLines =
        counter("template.hits", "Lines read by what was known of the last page")
            .register(registry);
    parsedLines = counter("template.misses", "Lines taken apart anew").register(registry);
    seconds =
        Timer.builder(PREFIX + "seconds")
            .description("Time from asking for a page until it was read")
            .register(registry);
    bodyBytes =
        DistributionSummary.builder(PREFIX + "body.bytes")
            .description("Size of pages, unpacked")
            .register(registry);
    for (Outcome each : Outcome.values()) {
      pages.put(
          each,
          counter("pages", "Scrapes by how they ended")
              .tag("result", each.key())
              .register(registry));
    }
    for (Reject each : Reject.values()) {
      rejected.put(each, rejectedLines(registry, each.key()));
    }
    for (ServingReject each : ServingReject.values()) {
      servingRejected.put(each, rejectedLines(registry, each.key()));
    }
    for (ErrorCode each : ErrorCode.values()) {
      appendFailures.put(
          each,
          counter("append.failures", "Batches dropped because the store did not take them")
              .tag("code", each.name())
              .register(registry));
    }
  }

  private static Counter rejectedLines(MeterRegistry registry, String reason) {
    return counter("rejected.lines", "Lines skipped because they are not sound")
        .tag("reason", reason)
        .register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description);
  }

  /** Shows how many bytes of pages are being received. */
  static void inFlight(MeterRegistry registry, BodyBudget budget) {
    Gauge.builder(PREFIX + "inflight.bytes", budget, BodyBudget::takenBytes)
        .description("Memory taken by pages being received or read")
        .strongReference(true)
        .register(registry);
  }

  /** Shows how many targets are up, and how many are down. */
  static void targets(MeterRegistry registry, Supplier<List<ScrapedTarget>> all) {
    target(registry, all, "up", true);
    target(registry, all, "down", false);
  }

  /** Shows how many targets are this replica's. */
  static void heldTargets(MeterRegistry registry, Supplier<Number> held) {
    Gauge.builder(PREFIX + "targets.held", held)
        .description("Targets that are this replica's to scrape")
        .strongReference(true)
        .register(registry);
  }

  private static void target(
      MeterRegistry registry, Supplier<List<ScrapedTarget>> all, String state, boolean up) {
    Gauge.builder(
            PREFIX + "targets",
            () ->
                all.get().stream()
                    .map(ScrapedTarget::last)
                    .filter(last -> last != null && last.up() == up)
                    .count())
        .description("Targets by how their last scrape ended")
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
    add(droppedLines, counts.droppedLines);
    add(staleLines, counts.staleLines);
    add(replayedLines, counts.replayedLines);
    add(parsedLines, counts.parsedLines);
    rejected.forEach((reason, counter) -> add(counter, counts.rejected(reason)));
    servingRejected.forEach((reason, counter) -> add(counter, counts.rejected(reason)));
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
