package io.burnrate.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The modules' own figures as metrics {@code burnrate_<module>_<name>}. Not thread-safe. */
final class Measurements {
  /** More figures than this are left out, last names first. */
  static final int MAX_FIGURES = 500;

  private static final String TOTAL = "_total";

  private final Set<String> taken;
  private final Map<String, MetricSnapshot> metrics = new TreeMap<>();

  /**
   * @param taken names of other metrics; a figure of the same name is left out
   */
  Measurements(Collection<String> taken) {
    this.taken = Set.copyOf(taken);
  }

  /** Adds a metric for each figure that is a number; the first of the same name counts. */
  void add(String module, Map<String, Double> figures) {
    new TreeMap<>(figures)
        .forEach(
            (name, value) -> {
              if (!value.isNaN() && metrics.size() < MAX_FIGURES) {
                MetricSnapshot metric = metric(module, name, value);
                String metricName = metric.getMetadata().getPrometheusName();
                if (!taken.contains(metricName)) {
                  metrics.putIfAbsent(metricName, metric);
                }
              }
            });
  }

  Collection<MetricSnapshot> snapshots() {
    return metrics.values();
  }

  private static MetricSnapshot metric(String module, String name, double value) {
    String help = "Figure '" + name + "' of " + module;
    boolean counter = name.endsWith(TOTAL) && value >= 0;
    String stem = counter ? name.substring(0, name.length() - TOTAL.length()) : name;
    String metric = PrometheusNaming.sanitizeMetricName("burnrate_" + module + "_" + stem);
    if (counter) {
      return CounterSnapshot.builder()
          .name(metric)
          .help(help)
          .dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(Labels.EMPTY)
                  .value(value)
                  .build())
          .build();
    }
    return GaugeSnapshot.builder()
        .name(metric)
        .help(help)
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.EMPTY)
                .value(value)
                .build())
        .build();
  }
}
