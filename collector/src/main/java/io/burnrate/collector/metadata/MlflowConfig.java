package io.burnrate.collector.metadata;

import io.burnrate.collector.discovery.Access;
import java.time.Duration;

/**
 * Settings of what is learned from an MLflow registry.
 *
 * @param url where its server is, such as {@code http://mlflow:5000}; empty for none
 * @param access redirects are followed on the same scheme, host and port only
 */
public record MlflowConfig(String url, Duration interval, Access access) {
  public static final MlflowConfig DEFAULT =
      new MlflowConfig("", Duration.ofMinutes(1), Access.DEFAULT);

  public MlflowConfig {
    url = url.replaceAll("/+$", "");
  }
}
