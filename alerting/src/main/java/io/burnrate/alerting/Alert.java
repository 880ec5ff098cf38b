package io.burnrate.alerting;

import io.burnrate.alerting.AlertStatus.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One alert as the book keeps it. Not thread-safe: the book's lock guards it. */
final class Alert {
  /**
   * What a webhook last heard of it.
   *
   * @param accepted whether the webhook took it; otherwise it answered that it never will
   * @param eventMillis time of the row that says so
   */
  record Told(boolean firing, Instant startsAt, Instant at, boolean accepted, long eventMillis) {}

  final String fingerprint;
  final RuleKind kind;
  final Map<String, String> labels;
  final Map<String, Told> told = new HashMap<>();

  Map<String, String> annotations = Map.of();
  double costUsdPerHour = Double.NaN;
  State state = State.PENDING;
  Instant startsAt;
  @Nullable Instant endsAt;
  Instant updatedAt;
  String detail = "";
  long eventMillis;
  boolean saved;
  int clearSeen;
  @Nullable Instant unlistedSince;

  Alert(String fingerprint, RuleKind kind, Map<String, String> labels, Instant startsAt) {
    this.fingerprint = fingerprint;
    this.kind = kind;
    this.labels = Map.copyOf(labels);
    this.startsAt = startsAt;
    this.updatedAt = startsAt;
  }

  /** Whether it stands: fired, and not resolved. */
  boolean open() {
    return state == State.FIRING || state == State.NO_DATA;
  }

  void seen(Finding finding, Instant now) {
    annotations = finding.annotations().get();
    costUsdPerHour = finding.costUsdPerHour();
    updatedAt = now;
    clearSeen = 0;
    unlistedSince = null;
  }

  void become(State next, String why, long millis) {
    state = next;
    detail = why;
    eventMillis = millis;
    saved = false;
  }

  /** Whether {@code webhook} has to hear of it now, for the first time or again. */
  boolean due(AlertingConfig config, AlertingConfig.Webhook webhook, Instant now) {
    if (!saved || state == State.PENDING) {
      return false;
    }
    Told last = told.get(webhook.name());
    if (!open()) {
      return webhook.sendResolved() && last != null && last.firing() && last.accepted();
    }
    return last == null
        || !last.firing()
        || !last.startsAt().equals(startsAt)
        || !now.isBefore(last.at().plus(config.repeatInterval()));
  }

  AlertStatus status() {
    return new AlertStatus(
        fingerprint, state, labels, annotations, startsAt, endsAt, updatedAt, costUsdPerHour);
  }
}
