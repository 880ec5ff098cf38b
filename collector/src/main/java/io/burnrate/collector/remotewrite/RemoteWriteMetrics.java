package io.burnrate.collector.remotewrite;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What the receiver counts. Thread-safe. */
final class RemoteWriteMetrics {
  private final MeterRegistry registry;
  private final Map<Fate, Counter> samples = new EnumMap<>(Fate.class);
  private final Counter rows;
  private final Counter histograms;
  private final Counter exemplars;
  private final DistributionSummary bodyBytes;

  RemoteWriteMetrics(MeterRegistry registry, Supplier<Number> inFlightBytes) {
    this.registry = registry;
    for (Fate fate : Fate.values()) {
      samples.put(
          fate,
          Counter.builder("burnrate.remotewrite.samples")
              .description("Samples received by what became of them")
              .tag("result", fate.key())
              .register(registry));
    }
    rows =
        Counter.builder("burnrate.remotewrite.rows")
            .description("Rows that samples were put into")
            .register(registry);
    histograms =
        Counter.builder("burnrate.remotewrite.histograms")
            .description("Native histograms received; none is kept")
            .register(registry);
    exemplars =
        Counter.builder("burnrate.remotewrite.exemplars")
            .description("Exemplars received; none is kept")
            .register(registry);
    bodyBytes =
        DistributionSummary.builder("burnrate.remotewrite.body.bytes")
            .description("Size of bodies, unpacked")
            .register(registry);
    Gauge.builder("burnrate.remotewrite.inflight.bytes", inFlightBytes)
        .description("Bytes of requests being received, parsed or stored")
        .register(registry);
  }

  void body(int bytes) {
    bodyBytes.record(bytes);
  }

  void answered(int status) {
    Counter.builder("burnrate.remotewrite.requests")
        .description("Requests by the status of their answer")
        .tag("status", Integer.toString(status))
        .register(registry)
        .increment();
  }

  void durable(Tally tally, int rowCount) {
    samples.forEach((fate, counter) -> counter.increment((double) tally.samples(fate)));
    rows.increment(rowCount);
    histograms.increment((double) tally.histograms());
    exemplars.increment((double) tally.exemplars());
  }
}
