package io.burnrate.analytics;

import io.burnrate.domain.Checks;
import java.time.Duration;

/**
 * A latency objective on the spans by which requests enter a service.
 *
 * @param service the resource attribute {@code service.name}
 * @param latencyThreshold a request is good when it took at most this long and had no error
 * @param target ratio of good requests wanted, above 0 and below 1
 * @param window the rolling period of the error budget
 */
public record SloConfig(
    String name, String service, Duration latencyThreshold, double target, Duration window) {
  public SloConfig {
    Checks.notBlank(name, "name");
    Checks.notBlank(service, "service");
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException("target: expected above 0 and below 1, got " + target);
    }
    if (latencyThreshold.isNegative() || latencyThreshold.isZero()) {
      throw new IllegalArgumentException("latencyThreshold: expected more than 0s");
    }
    if (window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException("window: expected more than 0s");
    }
  }
}
