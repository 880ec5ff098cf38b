package io.burnrate.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The KPIs of one scrape while they are being gathered. Not thread-safe. */
final class KpiPage {
  private final Map<Kpi.Labels, SeriesCap> caps;
  private final Map<Kpi, Map<List<String>, Double>> values = new EnumMap<>(Kpi.class);

  /**
   * @param caps kept from scrape to scrape
   */
  KpiPage(Map<Kpi.Labels, SeriesCap> caps) {
    this.caps = caps;
  }

  /** A cap for each set of labels. */
  static Map<Kpi.Labels, SeriesCap> caps(int maxSeries) {
    Map<Kpi.Labels, SeriesCap> caps = new EnumMap<>(Kpi.Labels.class);
    for (Kpi.Labels labels : Kpi.Labels.values()) {
      caps.put(labels, new SeriesCap(maxSeries, labels.foldedLabel()));
    }
    return caps;
  }

  /** The labels under which {@code labels} are shown. */
  List<String> fold(Kpi.Labels kind, String... labels) {
    return cap(kind).fold(List.of(labels));
  }

  /** Adds a value; what falls on the same labels is merged, NaN is left out. */
  void add(Kpi kpi, double value, String... labels) {
    add(kpi, value, fold(kpi.labels(), labels));
  }

  /** Adds a value under labels that were folded before. */
  void add(Kpi kpi, double value, List<String> folded) {
    if (Double.isNaN(value)) {
      return;
    }
    values
        .computeIfAbsent(kpi, k -> new HashMap<>())
        .merge(folded, value, (a, b) -> kpi.merge().applyAsDouble(a, b));
  }

  /** What was gathered. Ends the round of the caps. */
  List<MetricSnapshot> snapshots() {
    int refused = 0;
    for (SeriesCap cap : caps.values()) {
      refused += cap.endRound();
    }
    add(Kpi.FOLDED_SERIES, refused);
    List<MetricSnapshot> snapshots = new ArrayList<>(values.size());
    values.forEach(
        (kpi, series) -> snapshots.add(kpi.counter() ? counter(kpi, series) : gauge(kpi, series)));
    return snapshots;
  }

  private SeriesCap cap(Kpi.Labels kind) {
    return caps.computeIfAbsent(kind, k -> new SeriesCap(SeriesCap.MAX_SERIES, kind.foldedLabel()));
  }

  private static MetricSnapshot gauge(Kpi kpi, Map<List<String>, Double> series) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(kpi.metric()).help(kpi.help());
    series.forEach(
        (labels, value) ->
            builder.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(kpi, labels))
                    .value(value)
                    .build()));
    return builder.build();
  }

  private static MetricSnapshot counter(Kpi kpi, Map<List<String>, Double> series) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(kpi.metric()).help(kpi.help());
    series.forEach(
        (labels, value) ->
            builder.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(kpi, labels))
                    .value(value)
                    .build()));
    return builder.build();
  }

  private static io.prometheus.metrics.model.snapshots.Labels labels(Kpi kpi, List<String> values) {
    return io.prometheus.metrics.model.snapshots.Labels.of(
        kpi.labels().names().toArray(new String[0]), values.toArray(new String[0]));
  }
}
