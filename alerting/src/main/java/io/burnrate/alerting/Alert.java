package io.burnrate.alerting;

import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.alerting.Findings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One alert as the book keeps it. Not thread-safe: the book's lock guards it. */
final class Alert {
  /** A condition has to be seen clear so often in a row before the alert resolves. */
  static final int CLEAR_EVALUATIONS = 2;

  /** A subject that nobody speaks of for so long is gone, and its alert is resolved. */
  static final Duration GONE_AFTER = Duration.ofMinutes(15);

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

  /** Its condition was not seen to hold; this is how its subject stands. */
  void unmet(Standing standing, Instant now, long millis) {
    if (standing != Standing.UNLISTED) {
      unlistedSince = null;
    }
    if (standing == Standing.CLEAR) {
      updatedAt = now;
      if (++clearSeen >= CLEAR_EVALUATIONS) {
        resolve("condition ended", now, millis);
      }
      return;
    }
    clearSeen = 0;
    if (standing == Standing.UNLISTED && unlistedSince == null) {
      unlistedSince = now;
    }
    Instant gone = unlistedSince;
    if (gone != null && !now.isBefore(gone.plus(GONE_AFTER))) {
      resolve("no longer listed", now, millis);
    } else if (state == State.FIRING) {
      become(State.NO_DATA, "data is missing", millis);
    }
  }

  void resolve(String why, Instant now, long millis) {
    endsAt = now;
    updatedAt = now;
    annotations = new Labels().withAll(annotations).with("resolvedBecause", why).map();
    become(State.RESOLVED, why, millis);
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
