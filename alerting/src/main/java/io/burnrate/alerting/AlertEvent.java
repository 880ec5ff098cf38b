package io.burnrate.alerting;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of what happened to alerts.
 *
 * @param event one of the names below
 * @param receiver the webhook's name; empty for a change of state
 * @param endsAt null while firing
 * @param detail why, for a person
 */
record AlertEvent(
    long timeMillis,
    String fingerprint,
    String event,
    String receiver,
    RuleKind kind,
    Map<String, String> labels,
    Map<String, String> annotations,
    String detail,
    Instant startsAt,
    @Nullable Instant endsAt,
    double costUsdPerHour) {
  static final String PENDING = "pending";
  static final String FIRING = "firing";
  static final String NO_DATA = "noData";
  static final String RESOLVED = "resolved";

  /** A pending one whose condition ended before it fired. */
  static final String INACTIVE = "inactive";

  /** A webhook took it. */
  static final String DELIVERED = "delivered";

  /** A webhook answered that it will not take it, so that it is not tried again. */
  static final String REFUSED = "refused";

  static AlertEvent ofState(Alert alert, String event) {
    return new AlertEvent(
        alert.eventMillis,
        alert.fingerprint,
        event,
        "",
        alert.kind,
        alert.labels,
        alert.annotations,
        alert.detail,
        alert.startsAt,
        alert.endsAt,
        alert.costUsdPerHour);
  }

  /** What a webhook was told; the labels are those of the alert's own rows. */
  static AlertEvent ofTold(AlertStatus alert, RuleKind kind, String webhook, Alert.Told told) {
    return new AlertEvent(
        told.eventMillis(),
        alert.fingerprint(),
        told.accepted() ? DELIVERED : REFUSED,
        webhook,
        kind,
        Map.of(),
        Map.of(),
        told.firing() ? FIRING : RESOLVED,
        told.startsAt(),
        told.firing() ? null : alert.endsAt(),
        Double.NaN);
  }

  static String nameOf(AlertStatus.State state) {
    return switch (state) {
      case PENDING -> PENDING;
      case FIRING -> FIRING;
      case NO_DATA -> NO_DATA;
      case RESOLVED -> RESOLVED;
    };
  }
}
