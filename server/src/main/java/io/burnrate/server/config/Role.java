package io.burnrate.server.config;

import java.util.Locale;

/** A part of the service that a process may have for itself. */
public enum Role {
  /** Scrapes targets, and takes traces, predictions and remote write. */
  COLLECTOR,
  /** Writes the ledger. */
  ANALYTICS,
  /** Evaluates the alert rules, and tells webhooks. */
  ALERTING,
  /** Answers questions under /api/v1, and shows the fleet's figures on its metrics page. */
  API;

  /** As it is written in a configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
