package io.burnrate.alerting;

import java.util.Map;
import java.util.function.Supplier;

/**
 * One subject for which a rule's condition holds now.
 *
 * @param annotations made only when the alert is kept
 * @param costUsdPerHour NaN where no money can be named
 */
record Finding(
    String fingerprint,
    Map<String, String> labels,
    Supplier<Map<String, String>> annotations,
    double costUsdPerHour) {
  static Finding of(Labels labels, Supplier<Map<String, String>> annotations, double cost) {
    Map<String, String> named = labels.map();
    return new Finding(Fingerprint.of(named), named, annotations, cost);
  }
}
