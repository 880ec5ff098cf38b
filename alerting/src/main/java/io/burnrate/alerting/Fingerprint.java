package io.burnrate.alerting;

import io.burnrate.domain.Fnv1a;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of an alert: FNV-1a, 64 bits, over its labels sorted by name, as Prometheus does.
 * The price is left out, so that a new price is not a new alert.
 */
final class Fingerprint {
  /** The label that is shown and yet is no part of the identity; also the annotation's name. */
  static final String COST = "costUsdPerHour";

  private Fingerprint() {}

  /** 16 hex digits. */
  static String of(Map<String, String> labels) {
    Fnv1a hash = new Fnv1a();
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      if (!label.getKey().equals(COST)) {
        hash.add(label.getKey()).separate().add(label.getValue()).separate();
      }
    }
    return hash.hex();
  }
}
