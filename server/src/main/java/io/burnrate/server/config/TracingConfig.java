package io.burnrate.server.config;

import io.burnrate.domain.Checks;

/**
 * Settings of the service's own traces.
 *
 * @param endpoint OTLP/HTTP receiver of the spans, such as {@code
 *     http://127.0.0.1:14318/v1/traces}; not our own, whose exports would be traced in turn; empty
 *     turns tracing off
 * @param sampleRatio part of the traces that is kept, from 0 to 1
 */
public record TracingConfig(String endpoint, double sampleRatio) {
  public static final TracingConfig DEFAULT = new TracingConfig("", 1);

  public TracingConfig {
    Checks.ratio(sampleRatio, "sampleRatio");
  }

  public boolean enabled() {
    return !endpoint.isEmpty();
  }
}
