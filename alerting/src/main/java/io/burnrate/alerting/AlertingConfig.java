package io.burnrate.alerting;

import io.burnrate.domain.Checks;
import io.burnrate.domain.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Settings of alerting.
 *
 * @param repeatInterval a still firing alert is notified again this long after the last time
 * @param externalUrl where people reach this service; goes into payloads
 * @param webhooks of different names, by which their deliveries are remembered
 * @param rules what differs from the defaults of {@link RuleKind}
 */
public record AlertingConfig(
    Duration evaluationInterval,
    Duration repeatInterval,
    String externalUrl,
    List<Webhook> webhooks,
    Map<RuleKind, Rule> rules) {
  public static final AlertingConfig DEFAULT =
      new AlertingConfig(
          Duration.ofSeconds(5), Duration.ofHours(4), "http://127.0.0.1:8480", List.of(), Map.of());

  public AlertingConfig {
    webhooks = List.copyOf(webhooks);
    rules = Map.copyOf(rules);
  }

  /** The settings of {@code kind}. */
  public Rule rule(RuleKind kind) {
    return rules.getOrDefault(kind, new Rule(true, kind.holdFor(), kind.severity()));
  }

  /**
   * A receiver of notifications.
   *
   * @param url http or https; its path may be a secret, so it is never shown
   * @param bearerToken sent as {@code Authorization: Bearer}; may be absent
   * @param timeout of one attempt
   */
  public record Webhook(
      String name, URI url, Secret bearerToken, Duration timeout, boolean sendResolved) {
    public Webhook {
      Checks.notBlank(name, "name");
      String scheme = url.getScheme();
      boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (!http || url.getHost() == null) {
        throw new IllegalArgumentException("url: expected http://host/path or https://host/path");
      }
      if (url.getRawUserInfo() != null) {
        throw new IllegalArgumentException("url: expected no user and password; use bearerToken");
      }
      if (timeout.toMillis() < 1) {
        throw new IllegalArgumentException("timeout: expected at least 1 ms, got " + timeout);
      }
    }

    @Override
    public String toString() {
      return "Webhook " + name;
    }
  }

  /**
   * Settings of one rule.
   *
   * @param holdFor how long the condition must hold before the alert fires
   */
  public record Rule(boolean enabled, Duration holdFor, String severity) {}
}
