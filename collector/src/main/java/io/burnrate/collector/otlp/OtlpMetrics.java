package io.burnrate.collector.otlp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the receiver counts about itself. Thread-safe. */
final class OtlpMetrics {
  private final MeterRegistry registry;
  private final Map<Signal, Counter> accepted = new EnumMap<>(Signal.class);
  private final Map<Signal, Counter> rejected = new EnumMap<>(Signal.class);
  private final Map<Signal, Map<Fault, Counter>> faults = new EnumMap<>(Signal.class);
  private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);
  private final DistributionSummary bodyBytes;

  OtlpMetrics(MeterRegistry registry, Supplier<Number> inFlightBytes) {
    this.registry = registry;
    for (Signal signal : Signal.values()) {
      accepted.put(signal, items(signal, "accepted"));
      rejected.put(signal, items(signal, "rejected"));
      faults.put(signal, faults(signal));
    }
    for (Drop drop : Drop.values()) {
      drops.put(
          drop,
          Counter.builder("burnrate.otlp.dropped.attributes")
              .description(
                  "What is left out of what is kept, by why: attributes, exemplars, readings")
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

  private Counter items(Signal signal, String result) {
    return Counter.builder("burnrate.otlp." + signal.unit())
        .description("What came, in " + signal.plural() + ", by what became of it")
        .tag("result", result)
        .register(registry);
  }

  private Map<Fault, Counter> faults(Signal signal) {
    Map<Fault, Counter> counters = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      counters.put(
          fault,
          Counter.builder("burnrate.otlp.rejected." + signal.unit())
              .description("What was rejected, in " + signal.plural() + ", by why")
              .tag("reason", fault.key())
              .register(registry));
    }
    return counters;
  }

  void body(int bytes) {
    bodyBytes.record(bytes);
  }

  /**
   * Counts a request.
   *
   * @param status of HTTP, or gRPC's code
   */
  void answered(String transport, String status) {
    Counter.builder("burnrate.otlp.requests")
        .description("Requests by the status of their answer")
        .tag("status", status)
        .tag("transport", transport)
        .register(registry)
        .increment();
  }

  void kept(Tally tally) {
    Signal signal = tally.signal();
    count(accepted.get(signal), tally.accepted());
    count(rejected.get(signal), tally.rejected());
    Map<Fault, Counter> byWhy = faults.getOrDefault(signal, Map.of());
    byWhy.forEach((fault, counter) -> count(counter, tally.rejected(fault)));
    drops.forEach((drop, counter) -> count(counter, tally.dropped(drop)));
  }

  private static void count(@Nullable Counter counter, long more) {
    if (counter != null && more > 0) {
      counter.increment((double) more);
    }
  }
}
