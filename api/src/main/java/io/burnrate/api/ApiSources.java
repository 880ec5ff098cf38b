package io.burnrate.api;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.alerting.DeliveryStatus;
import io.burnrate.analytics.Analytics;
import io.burnrate.drift.DriftReport;
import io.burnrate.feedback.HintReport;
import io.burnrate.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Everything the API tells about. Nothing in here computes for it; the suppliers answer at once
 * with what is known, and are called from worker threads.
 *
 * @param drift the newest evaluation
 * @param alerts every alert, resolved ones kept for a while among them
 * @param deliveries how the deliveries to each webhook go
 * @param hints advice as of now
 * @param measurements each module's own figures by metric name; a name that ends in {@code _total}
 *     only grows
 * @param components what must be well for the service to be ready
 * @param version of the program
 */
public record ApiSources(
    Analytics analytics,
    Supplier<DriftReport> drift,
    Supplier<List<AlertStatus>> alerts,
    Supplier<List<DeliveryStatus>> deliveries,
    Supplier<HintReport> hints,
    Map<String, Supplier<Map<String, Double>>> measurements,
    List<Component> components,
    InstantSource clock,
    String version) {
  public ApiSources {
    components = List.copyOf(components);
    measurements = Map.copyOf(measurements);
  }

  /** The part that every process has. */
  ProcessSources process() {
    return new ProcessSources(measurements, components, clock, version);
  }

  /** A part of the service that says whether it is well. */
  public record Component(String name, Supplier<Store.Health> health) {}
}
