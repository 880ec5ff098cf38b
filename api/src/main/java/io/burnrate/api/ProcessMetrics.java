package io.burnrate.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the modules' own figures on the metrics page of a process that answers no questions. The
 * fleet's are shown by those that do: several processes with the same figures would be added up.
 * Thread-safe.
 */
final class ProcessMetrics implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessMetrics.class);

  private final Map<String, Supplier<Map<String, Double>>> sources;
  private final Counter failures;

  ProcessMetrics(Map<String, Supplier<Map<String, Double>>> sources, MeterRegistry registry) {
    this.sources = sources;
    this.failures = KpiMetrics.failures("measurements", registry);
  }

  @Override
  public MetricSnapshots collect() {
    Measurements measurements = new Measurements(KpiMetrics.names());
    sources.forEach(
        (module, figures) -> {
          try {
            measurements.add(module, figures.get());
          } catch (RuntimeException e) {
            failures.increment();
            LOG.debug("the figures of {} could not be read", module, e);
          }
        });
    return new MetricSnapshots(measurements.snapshots());
  }
}
