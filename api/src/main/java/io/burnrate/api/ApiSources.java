package io.burnrate.api;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.analytics.Analytics;
import io.burnrate.drift.DriftVerdict;
import io.burnrate.feedback.HintReport;
import io.burnrate.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Everything the API tells about. Nothing in here computes for it; the suppliers answer at once
 * with what is known, and are called from worker threads.
 *
 * @param drift the newest verdicts
 * @param driftEvaluatedAt when they were made; {@link Instant#EPOCH} before the first evaluation
 * @param alerts every alert, resolved ones kept for a while among them
 * @param hints advice as of now
 * @param storeMeasurements the store's own figures by metric name; a name that ends in {@code
 *     _total} only grows
 * @param components what must be well for the service to be ready
 * @param version of the program
 */
public record ApiSources(
    Analytics analytics,
    Supplier<List<DriftVerdict>> drift,
    Supplier<Instant> driftEvaluatedAt,
    Supplier<List<AlertStatus>> alerts,
    Supplier<HintReport> hints,
    Supplier<Map<String, Double>> storeMeasurements,
    List<Component> components,
    InstantSource clock,
    String version) {
  public ApiSources {
    components = List.copyOf(components);
  }

  /** A part of the service that says whether it is well. */
  public record Component(String name, Supplier<Store.Health> health) {}
}
