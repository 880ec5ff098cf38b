package io.burnrate.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The store's own figures as metrics {@code burnrate_store_<name>}. */
final class StoreKpis {
  /** More figures than this are left out, last names first. */
  static final int MAX_FIGURES = 200;

  private static final String TOTAL = "_total";

  private StoreKpis() {}

  /** One metric for each figure that is a number; two that get the same name become one. */
  static Collection<MetricSnapshot> snapshots(Map<String, Double> measurements) {
    Map<String, MetricSnapshot> metrics = new TreeMap<>();
    new TreeMap<>(measurements)
        .forEach(
            (name, value) -> {
              if (!value.isNaN() && metrics.size() < MAX_FIGURES) {
                MetricSnapshot metric = metric(name, value);
                metrics.putIfAbsent(metric.getMetadata().getPrometheusName(), metric);
              }
            });
    return metrics.values();
  }

  private static MetricSnapshot metric(String name, double value) {
    String help = "The store's figure '" + name + "'";
    boolean counter = name.endsWith(TOTAL) && value >= 0;
    String metric =
        PrometheusNaming.sanitizeMetricName(
            "burnrate_store_" + (counter ? name.substring(0, name.length() - 6) : name));
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
