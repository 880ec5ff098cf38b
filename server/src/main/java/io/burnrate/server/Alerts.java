package io.burnrate.server;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.alerting.AlertView;
import io.burnrate.alerting.Alerting;
import io.burnrate.alerting.DeliveryStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a process has to do with alerts: it looks after them, or only shows what others wrote down.
 */
record Alerts(
    Supplier<List<AlertStatus>> alerts,
    Supplier<List<DeliveryStatus>> deliveries,
    Supplier<Map<String, Double>> measurements,
    Runnable start,
    Runnable evaluate,
    AutoCloseable closing) {
  static Alerts of(Alerting alerting) {
    return new Alerts(
        alerting::alerts,
        alerting::deliveries,
        alerting::measurements,
        alerting::start,
        alerting::evaluate,
        alerting);
  }

  static Alerts of(AlertView view) {
    return new Alerts(
        view::alerts, view::deliveries, view::measurements, view::start, () -> {}, view);
  }
}
