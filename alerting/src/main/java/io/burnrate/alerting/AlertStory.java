package io.burnrate.alerting;

import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rows of one alert come to. Not thread-safe; used while reading the log. */
final class AlertStory {
  /** The newest change of state of one sort, and when. */
  private record Change(String event, long millis, Instant startsAt, @Nullable Instant endsAt) {}

  final String fingerprint;
  final RuleKind kind;
  final Map<String, Alert.Told> told = new HashMap<>();
  final Map<Long, Alert> texts = new HashMap<>();
  @Nullable Change pending;
  @Nullable Change main;
  long newestMillis;
  long inactiveMillis;

  AlertStory(String fingerprint, RuleKind kind) {
    this.fingerprint = fingerprint;
    this.kind = kind;
  }

  void add(ResultTable rows, int row) {
    String event = rows.stringAt(row, "event");
    long millis = rows.longAt(row, "newest");
    long ends = rows.longAt(row, "ends");
    Instant startsAt = Instant.ofEpochMilli(rows.longAt(row, "starts"));
    Instant endsAt = ends > 0 ? Instant.ofEpochMilli(ends) : null;
    newestMillis = Math.max(newestMillis, millis);
    switch (event) {
      case AlertEvent.DELIVERED, AlertEvent.REFUSED -> {
        boolean accepted = event.equals(AlertEvent.DELIVERED);
        Instant at = Instant.ofEpochMilli(millis);
        told.merge(
            rows.stringAt(row, "receiver"),
            new Alert.Told(endsAt == null, startsAt, at, accepted, millis),
            (a, b) -> a.eventMillis() > b.eventMillis() ? a : b);
      }
      case AlertEvent.INACTIVE -> inactiveMillis = millis;
      case AlertEvent.PENDING -> pending = new Change(event, millis, startsAt, endsAt);
      default -> {
        if (main == null || main.millis() < millis) {
          main = new Change(event, millis, startsAt, endsAt);
        }
      }
    }
  }

  boolean wanted(Instant keptSince) {
    if (main == null) {
      return stillPending() != null;
    }
    Instant endsAt = main.endsAt();
    return stillPending() != null || endsAt == null || endsAt.isAfter(keptSince);
  }

  /** Whether it is resolved, and not on the way to fire again. */
  boolean over() {
    return main != null && main.endsAt() != null && stillPending() == null;
  }

  long oldestNeeded() {
    long least = main == null ? Long.MAX_VALUE : main.millis();
    Change waiting = stillPending();
    return waiting == null ? least : Math.min(least, waiting.millis());
  }

  private @Nullable Change stillPending() {
    long over = Math.max(inactiveMillis, main == null ? 0 : main.millis());
    return pending != null && pending.millis() > over ? pending : null;
  }

  void addTexts(ResultTable rows, int row) {
    long millis = rows.longAt(row, Tables.ALERT_EVENTS.time().name());
    Map<String, String> labels = Json.strings(rows.stringAt(row, "labels"));
    Alert alert = new Alert(fingerprint, kind, labels, Instant.EPOCH);
    alert.annotations = Json.strings(rows.stringAt(row, "annotations"));
    alert.costUsdPerHour = rows.doubleAt(row, AlertLog.COST);
    alert.detail = rows.stringAt(row, "detail");
    texts.put(millis, alert);
  }

  void tell(List<Alert> alerts, List<Alert> waiting) {
    add(alerts, main);
    add(waiting, stillPending());
  }

  private void add(List<Alert> list, @Nullable Change change) {
    Alert alert = change == null ? null : texts.get(change.millis());
    if (change == null || alert == null) {
      return;
    }
    alert.become(state(change.event()), alert.detail, change.millis());
    alert.saved = true;
    alert.startsAt = change.startsAt();
    alert.endsAt = change.endsAt();
    alert.updatedAt = Instant.ofEpochMilli(change.millis());
    alert.told.putAll(told);
    list.add(alert);
  }

  private static State state(String event) {
    return switch (event) {
      case AlertEvent.PENDING -> State.PENDING;
      case AlertEvent.NO_DATA -> State.NO_DATA;
      case AlertEvent.RESOLVED -> State.RESOLVED;
      default -> State.FIRING;
    };
  }
}
