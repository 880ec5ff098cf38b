package io.burnrate.collector.sources;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The sums over all sources of one route, also of those that left the book. Thread-safe. */
final class RouteMeters {
  private final MeterRegistry registry;
  private final String route;
  private final Counter accepted;
  private final ConcurrentMap<String, Counter> rejected = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Counter> leftOut = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Counter> refused = new ConcurrentHashMap<>();

  RouteMeters(MeterRegistry registry, String route) {
    this.registry = registry;
    this.route = route;
    this.accepted =
        Counter.builder("burnrate.source.accepted")
            .description("Samples, spans, records and lines kept, by the way they came")
            .tag("route", route)
            .register(registry);
  }

  void accept(long count) {
    accepted.increment((double) count);
  }

  /** Counts what is not kept; there are at most {@link Source#MAX_KINDS} reasons. */
  void reject(String reason, long count) {
    rejected
        .computeIfAbsent(
            reason,
            each ->
                counter(
                    "burnrate.source.rejected",
                    "Samples, spans, records and lines not kept, by way and reason",
                    "reason",
                    each))
        .increment((double) count);
  }

  /** Counts what is of no use here; there are at most {@link Source#MAX_KINDS} reasons. */
  void leaveOut(String reason, long count) {
    leftOut
        .computeIfAbsent(
            reason,
            each ->
                counter(
                    "burnrate.source.left.out",
                    "Samples, spans, records and lines sound but of no use, by way and reason",
                    "reason",
                    each))
        .increment((double) count);
  }

  void refuse(int status) {
    refused
        .computeIfAbsent(
            status,
            each ->
                counter(
                    "burnrate.source.refused.requests",
                    "Requests refused whole, by way and status",
                    "status",
                    Integer.toString(each)))
        .increment();
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name)
        .description(description)
        .tag("route", route)
        .tag(tag, value)
        .register(registry);
  }
}
