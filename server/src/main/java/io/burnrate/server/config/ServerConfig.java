package io.burnrate.server.config;

import io.burnrate.alerting.AlertingConfig;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.drift.DriftConfig;
import java.util.EnumSet;
import java.util.Set;

/**
 * Everything that can be set. Each part belongs to the component that it is named after.
 *
 * @param roles what this process does; the parts of the other roles are not looked at
 */
public record ServerConfig(
    Set<Role> roles,
    HttpConfig http,
    OtlpConfig otlp,
    RemoteWriteConfig remoteWrite,
    StoreConfig store,
    ScrapeConfig scrape,
    LimitsConfig limits,
    AnalyticsConfig analytics,
    DriftConfig drift,
    AlertingConfig alerting,
    TracingConfig tracing,
    MetadataConfig metadata) {
  /** Every role, as where one process does it all. */
  public static final Set<Role> ALL_ROLES = Set.copyOf(EnumSet.allOf(Role.class));

  public ServerConfig {
    roles = Set.copyOf(roles);
  }
}
