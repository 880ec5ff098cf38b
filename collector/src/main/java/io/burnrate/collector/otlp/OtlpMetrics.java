package io.burnrate.collector.otlp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What the receiver counts about itself. Thread-safe. */
final class OtlpMetrics {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter rejected;
  private final Map<Fault, Counter> faults = new EnumMap<>(Fault.class);
  private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);
  private final DistributionSummary bodyBytes;

  OtlpMetrics(MeterRegistry registry, Supplier<Number> inFlightBytes) {
    this.registry = registry;
    accepted = spans("accepted");
    rejected = spans("rejected");
    for (Fault fault : Fault.values()) {
      faults.put(
          fault,
          Counter.builder("burnrate.otlp.rejected.spans")
              .description("Spans rejected by why")
              .tag("reason", fault.key())
              .register(registry));
    }
    for (Drop drop : Drop.values()) {
      drops.put(
          drop,
          Counter.builder("burnrate.otlp.dropped.attributes")
              .description("Attributes left out or cut by why")
              .tag("reason", drop.key())
              .register(registry));
    }
    bodyBytes =
        DistributionSummary.builder("burnrate.otlp.body.bytes")
            .description("Size of bodies, unpacked")
            .register(registry);
    Gauge.builder("burnrate.otlp.inflight.bytes", inFlightBytes)
        .description("Bytes of exports being received, parsed or stored")
        .register(registry);
  }

  private Counter spans(String result) {
    return Counter.builder("burnrate.otlp.spans")
        .description("Spans received by what became of them")
        .tag("result", result)
        .register(registry);
  }

  void body(int bytes) {
    bodyBytes.record(bytes);
  }

  void answered(int status) {
    Counter.builder("burnrate.otlp.requests")
        .description("Requests by the status of their answer")
        .tag("status", Integer.toString(status))
        .register(registry)
        .increment();
  }

  void kept(Tally tally) {
    accepted.increment((double) tally.accepted());
    rejected.increment((double) tally.rejected());
    faults.forEach((fault, counter) -> counter.increment((double) tally.rejected(fault)));
    drops.forEach((drop, counter) -> counter.increment((double) tally.dropped(drop)));
  }
}
