package io.burnrate.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The modules' own figures as metrics {@code burnrate_<module>_<name>}. Not thread-safe. */
final class Measurements {
  /** More figures than this are left out, last names first, and counted on the page. */
  static final int MAX_FIGURES = 500;

  static final String OMITTED = "burnrate_metrics_omitted_figures";

  private static final String TOTAL = "_total";

  private final Set<String> taken;
  private final Map<String, MetricSnapshot> metrics = new TreeMap<>();
  private int omitted;

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
              if (!value.isNaN() && metrics.size() >= MAX_FIGURES) {
                omitted++;
              } else if (!value.isNaN()) {
                MetricSnapshot metric = metric(module, name, value);
                String metricName = metric.getMetadata().getPrometheusName();
                if (!taken.contains(metricName)) {
                  metrics.putIfAbsent(metricName, metric);
                }
              }
            });
  }

  /** What was added, and how many figures were left out because there were too many. */
  Collection<MetricSnapshot> snapshots() {
    List<MetricSnapshot> snapshots = new ArrayList<>(metrics.values());
    snapshots.add(
        gauge(OMITTED, "Figures of modules left out because there are too many", omitted));
    return snapshots;
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
    return gauge(metric, help, value);
  }

  private static MetricSnapshot gauge(String metric, String help, double value) {
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
