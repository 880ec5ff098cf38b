package io.burnrate.alerting;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One alert as it stands.
 *
 * @param fingerprint 16 hex digits made from the labels
 * @param labels what identifies it; {@code alertname} and {@code severity} among them. A GPU's
 *     price is shown as {@code costUsdPerHour}: it is no part of the identity, and stays what it
 *     was when the alert started
 * @param annotations summary, description and figures, {@code costUsdPerHour} where money burns
 * @param startsAt when its condition was first met
 * @param endsAt when it was resolved; null before
 * @param costUsdPerHour money burnt while it lasts; NaN where none can be named
 */
public record AlertStatus(
    String fingerprint,
    State state,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    @Nullable Instant endsAt,
    Instant updatedAt,
    double costUsdPerHour) {
  public AlertStatus {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** Where it stands. */
  public enum State {
    /** The condition is met, not yet for long enough. */
    PENDING,
    FIRING,
    /** It was firing and its data went missing: it stays open, and does not flap. */
    NO_DATA,
    RESOLVED
  }
}
