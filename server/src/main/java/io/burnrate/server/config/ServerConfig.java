package io.burnrate.server.config;

import io.burnrate.alerting.AlertingConfig;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.drift.DriftConfig;
import io.burnrate.store.duckdb.DuckDbConfig;

/** Everything that can be set. Each part belongs to the component that it is named after. */
public record ServerConfig(
    HttpConfig http,
    OtlpConfig otlp,
    DuckDbConfig store,
    ScrapeConfig scrape,
    AnalyticsConfig analytics,
    DriftConfig drift,
    AlertingConfig alerting,
    TracingConfig tracing) {}
