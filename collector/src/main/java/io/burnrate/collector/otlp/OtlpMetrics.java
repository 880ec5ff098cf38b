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
    accepted = registry.counter("burnrate.otlp.spans", "result", "accepted");
    rejected = registry.counter("burnrate.otlp.spans", "result", "rejected");
    for (Fault fault : Fault.values()) {
      faults.put(fault, registry.counter("burnrate.otlp.rejected.spans", "reason", fault.key()));
    }
    for (Drop drop : Drop.values()) {
      drops.put(drop, registry.counter("burnrate.otlp.dropped.attributes", "reason", drop.key()));
    }
    bodyBytes =
        DistributionSummary.builder("burnrate.otlp.body.bytes")
            .description("Size of bodies, unpacked")
            .register(registry);
    Gauge.builder("burnrate.otlp.inflight.bytes", inFlightBytes)
        .description("Bytes of exports being received, parsed or stored")
        .register(registry);
  }

  void body(int bytes) {
    bodyBytes.record(bytes);
  }

  void answered(int status) {
    registry.counter("burnrate.otlp.requests", "status", Integer.toString(status)).increment();
  }

  void kept(Tally tally) {
    accepted.increment((double) tally.accepted());
    rejected.increment((double) tally.rejected());
    faults.forEach((fault, counter) -> counter.increment((double) tally.rejected(fault)));
    drops.forEach((drop, counter) -> counter.increment((double) tally.dropped(drop)));
  }
}
