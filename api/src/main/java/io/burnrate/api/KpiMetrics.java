package io.burnrate.api;

import io.burnrate.analytics.SloStatus;
import io.burnrate.drift.DriftReport;
import io.burnrate.feedback.HintReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the KPIs on the metrics page. What is at hand (GPUs, ledger sums, alerts, targets) is read
 * when scraped, at most once a second; what has to be asked from the store (objectives) or may take
 * a while (drift, hints) is what {@link #refresh} saw last. One source that fails never hides the
 * others: it is counted, and its KPIs are missing. Thread-safe.
 */
final class KpiMetrics implements MultiCollector {
  /** Two scrapes within this time see the same figures. */
  static final Duration KEPT = Duration.ofSeconds(1);

  /** An evaluation older than this is not shown any more: nothing is better than stale. */
  static final Duration OLDEST_EVALUATION = Duration.ofMinutes(15);

  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(KpiMetrics.class);

  private final ApiSources sources;
  private final LongSupplier nanoTime;
  private final Map<Kpi.Labels, SeriesCap> caps;
  private final Map<Source, Counter> failures = new EnumMap<>(Source.class);

  private volatile @Nullable Evaluated evaluated;
  private @Nullable MetricSnapshots newest;
  private long newestNanos;

  KpiMetrics(ApiSources sources, MeterRegistry registry, int maxSeries, LongSupplier nanoTime) {
    this.sources = sources;
    this.nanoTime = nanoTime;
    this.caps = KpiPage.caps(maxSeries);
    for (Source each : Source.values()) {
      failures.put(each, failures(WireNames.of(each), registry));
    }
  }

  static Counter failures(String source, MeterRegistry registry) {
    return Counter.builder("burnrate.metrics.source.failures")
        .description("Times a source of KPIs could not be read")
        .tag("source", source)
        .register(registry);
  }

  /**
   * Reads what is too slow for a scrape. Blocks up to ten seconds; to be called from a worker
   * thread every few seconds. A source that fails keeps its last figures until they are too old.
   */
  void refresh() {
    Evaluated old = evaluated;
    List<SloStatus> slos =
        read(
            Source.SLOS,
            () ->
                sources
                    .analytics()
                    .slos()
                    .toCompletableFuture()
                    .get(REFRESH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    DriftReport drift = read(Source.DRIFT, () -> sources.drift().get());
    HintReport hints = read(Source.HINTS, () -> sources.hints().get());
    evaluated =
        new Evaluated(
            slos != null || old == null ? slos : old.slos,
            drift != null || old == null ? drift : old.drift,
            hints != null || old == null ? hints : old.hints);
  }

  @Override
  public synchronized MetricSnapshots collect() {
    long now = nanoTime.getAsLong();
    MetricSnapshots known = newest;
    if (known == null || now - newestNanos >= KEPT.toNanos()) {
      known = gather(sources.clock().instant());
      newest = known;
      newestNanos = now;
    }
    return known;
  }

  @Override
  public List<String> getPrometheusNames() {
    return names();
  }

  /** Of every KPI. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Kpi kpi : Kpi.values()) {
      names.add(kpi.metric());
    }
    return names;
  }

  private MetricSnapshots gather(Instant now) {
    KpiPage page = new KpiPage(caps);
    add(Source.GPUS, () -> FleetKpis.addGpus(page, sources.analytics(), now));
    add(Source.LEDGER, () -> FleetKpis.addLedger(page, sources.analytics().ledgerTotals()));
    add(Source.TARGETS, () -> StateKpis.addTargets(page, sources.analytics().targets()));
    add(Source.ALERTS, () -> StateKpis.addAlerts(page, sources.alerts().get()));
    Evaluated known = evaluated;
    if (known != null) {
      known.addTo(page, now.minus(OLDEST_EVALUATION));
    }
    List<MetricSnapshot> snapshots = new ArrayList<>(page.snapshots());
    Measurements measurements = new Measurements(getPrometheusNames());
    sources
        .measurements()
        .forEach(
            (module, figures) ->
                add(Source.MEASUREMENTS, () -> measurements.add(module, figures.get())));
    snapshots.addAll(measurements.snapshots());
    return new MetricSnapshots(snapshots);
  }

  private void add(Source source, Runnable reading) {
    read(
        source,
        () -> {
          reading.run();
          return source;
        });
  }

  private <T> @Nullable T read(Source source, Callable<T> reading) {
    try {
      return reading.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      countFailure(source, e);
    } catch (Exception e) {
      countFailure(source, e);
    }
    return null;
  }

  private void countFailure(Source source, Exception e) {
    Objects.requireNonNull(failures.get(source)).increment();
    LOG.debug("KPIs of {} could not be read", source, e);
  }

  /** Where KPIs come from: the tag of the failure counter. */
  private enum Source {
    GPUS,
    LEDGER,
    TARGETS,
    ALERTS,
    SLOS,
    DRIFT,
    HINTS,
    MEASUREMENTS
  }

  /** What {@link #refresh} saw last; null where nothing was seen yet. */
  private record Evaluated(
      @Nullable List<SloStatus> slos, @Nullable DriftReport drift, @Nullable HintReport hints) {
    void addTo(KpiPage page, Instant oldest) {
      if (slos != null) {
        StateKpis.addSlos(
            page, slos.stream().filter(slo -> slo.evaluatedAt().isAfter(oldest)).toList());
      }
      if (drift != null && drift.evaluatedAt().isAfter(oldest)) {
        StateKpis.addDrift(page, drift.verdicts());
      }
      if (hints != null && hints.at().isAfter(oldest)) {
        StateKpis.addHints(page, hints);
      }
    }
  }
}
