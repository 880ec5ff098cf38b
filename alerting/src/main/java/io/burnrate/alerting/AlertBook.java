package io.burnrate.alerting;

import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.alerting.Findings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every alert there is, and how it moves: pending, firing, noData, resolved. It decides by what it
 * knows, not by queues: {@link #unsaved()} is whatever the store has yet to hear, and {@link #due}
 * whatever a webhook has. Thread-safe: one lock.
 */
final class AlertBook {
  /** Pending and open alerts of one rule; the most expensive are let in, the rest is counted. */
  static final int MAX_ALERTS_PER_RULE = 1_000;

  /** Resolved alerts that are kept; the oldest go first. So do rows of dropped pending ones. */
  static final int MAX_RESOLVED = 10_000;

  /** How long a resolved alert is shown. */
  static final Duration RESOLVED_SHOWN_FOR = Duration.ofHours(24);

  /** How long a resolved alert waits for a webhook that has yet to hear that it is. */
  static final Duration RESOLVED_KEPT_FOR = Duration.ofDays(7);

  /** A condition has to be seen clear so often in a row before the alert resolves. */
  static final int CLEAR_EVALUATIONS = 2;

  /** A subject that nobody speaks of for so long is gone, and its alert is resolved. */
  static final Duration GONE_AFTER = Duration.ofMinutes(15);

  private final AlertingConfig config;
  private final Map<String, Alert> pending = new LinkedHashMap<>();
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, AlertEvent> inactive = new LinkedHashMap<>();
  private final Map<List<String>, AlertEvent> untold = new LinkedHashMap<>();
  private final Map<RuleKind, Integer> folded = new EnumMap<>(RuleKind.class);
  private long lastEventMillis;
  private long forgotten;
  private long forgottenEvents;

  AlertBook(AlertingConfig config) {
    List<AlertingConfig.Webhook> webhooks = config.webhooks();
    if (webhooks.stream().map(AlertingConfig.Webhook::name).distinct().count() < webhooks.size()) {
      throw new IllegalArgumentException("webhooks: expected different names");
    }
    this.config = config;
  }

  /** Takes over what the store remembers. */
  synchronized void recover(AlertLog.Recovered recovered) {
    recovered.alerts().forEach(alert -> alerts.put(alert.fingerprint, alert));
    recovered.pending().forEach(alert -> pending.put(alert.fingerprint, alert));
    lastEventMillis = Math.max(lastEventMillis, recovered.lastEventMillis());
  }

  /** Moves every alert of {@code kind} by what its rule found. */
  synchronized void step(Instant now, RuleKind kind, Findings findings) {
    long millis = nextEventMillis(now);
    Set<String> met = new HashSet<>();
    Map<String, Finding> fresh = new LinkedHashMap<>();
    for (Finding finding : findings.met()) {
      met.add(finding.fingerprint());
      if (!seenAgain(finding, now, millis)) {
        fresh.put(finding.fingerprint(), finding);
      }
    }
    for (Alert alert : List.copyOf(pending.values())) {
      if (alert.kind == kind && !met.contains(alert.fingerprint)) {
        drop(alert, millis);
      }
    }
    for (Alert alert : alerts.values()) {
      if (alert.kind == kind && alert.open() && !met.contains(alert.fingerprint)) {
        unmet(alert, findings.others().apply(alert.labels), now, millis);
      }
    }
    admit(kind, fresh.values(), now, millis);
    forget(now);
  }

  private boolean seenAgain(Finding finding, Instant now, long millis) {
    Alert open = alerts.get(finding.fingerprint());
    if (open != null && open.open()) {
      open.seen(finding, now);
      if (open.state == State.NO_DATA) {
        open.become(State.FIRING, "data is back", millis);
      }
      return true;
    }
    Alert waiting = pending.get(finding.fingerprint());
    if (waiting == null) {
      return false;
    }
    waiting.seen(finding, now);
    if (!now.isBefore(waiting.startsAt.plus(config.rule(waiting.kind).holdFor()))) {
      pending.remove(waiting.fingerprint);
      fire(waiting, millis);
    }
    return true;
  }

  private void admit(RuleKind kind, Collection<Finding> fresh, Instant now, long millis) {
    int room = Math.max(0, MAX_ALERTS_PER_RULE - count(kind));
    List<Finding> dearestFirst = new ArrayList<>(fresh);
    dearestFirst.sort(
        Comparator.comparingDouble((Finding each) -> price(each.costUsdPerHour()))
            .reversed()
            .thenComparing(Finding::fingerprint));
    folded.put(kind, Math.max(0, dearestFirst.size() - room));
    for (Finding finding : dearestFirst.subList(0, Math.min(room, dearestFirst.size()))) {
      Alert alert = new Alert(finding.fingerprint(), kind, finding.labels(), now);
      alert.seen(finding, now);
      if (config.rule(kind).holdFor().isZero()) {
        fire(alert, millis);
      } else {
        alert.become(State.PENDING, "condition met", millis);
        pending.put(alert.fingerprint, alert);
      }
    }
  }

  private void fire(Alert alert, long millis) {
    alert.become(State.FIRING, "condition met", millis);
    Alert before = alerts.remove(alert.fingerprint);
    if (before != null) {
      alert.told.putAll(before.told);
    }
    alerts.put(alert.fingerprint, alert);
  }

  private void drop(Alert alert, long millis) {
    pending.remove(alert.fingerprint);
    alert.become(State.PENDING, "condition ended before it fired", millis);
    inactive.put(alert.fingerprint, AlertEvent.ofState(alert, AlertEvent.INACTIVE));
    if (inactive.size() > MAX_RESOLVED) {
      inactive.remove(inactive.keySet().iterator().next());
      forgottenEvents++;
    }
  }

  private static void unmet(Alert alert, Standing standing, Instant now, long millis) {
    if (standing != Standing.UNLISTED) {
      alert.unlistedSince = null;
    }
    if (standing == Standing.CLEAR) {
      alert.updatedAt = now;
      if (++alert.clearSeen >= CLEAR_EVALUATIONS) {
        resolve(alert, "condition ended", now, millis);
      }
      return;
    }
    alert.clearSeen = 0;
    if (standing == Standing.UNLISTED && alert.unlistedSince == null) {
      alert.unlistedSince = now;
    }
    Instant unlistedSince = alert.unlistedSince;
    if (unlistedSince != null && !now.isBefore(unlistedSince.plus(GONE_AFTER))) {
      resolve(alert, "no longer listed", now, millis);
    } else if (alert.state == State.FIRING) {
      alert.become(State.NO_DATA, "data is missing", millis);
    }
  }

  private static void resolve(Alert alert, String why, Instant now, long millis) {
    alert.endsAt = now;
    alert.updatedAt = now;
    alert.annotations = new Labels().withAll(alert.annotations).with("resolvedBecause", why).map();
    alert.become(State.RESOLVED, why, millis);
  }

  /** Ends every alert of a rule that is switched off. */
  synchronized void end(Instant now, RuleKind kind) {
    long millis = nextEventMillis(now);
    for (Alert alert : List.copyOf(pending.values())) {
      if (alert.kind == kind) {
        drop(alert, millis);
      }
    }
    for (Alert alert : alerts.values()) {
      if (alert.kind == kind && alert.open()) {
        resolve(alert, "rule is switched off", now, millis);
      }
    }
  }

  private void forget(Instant now) {
    alerts.values().removeIf(alert -> resolvedFor(alert, RESOLVED_KEPT_FOR, now));
    alerts
        .values()
        .removeIf(
            alert -> resolvedFor(alert, RESOLVED_SHOWN_FOR, now) && alert.saved && !awaited(alert));
    List<Alert> resolved = new ArrayList<>();
    alerts.values().stream().filter(alert -> !alert.open()).forEach(resolved::add);
    if (resolved.size() > MAX_RESOLVED) {
      resolved.sort(Comparator.comparingLong(alert -> alert.eventMillis));
      for (Alert alert : resolved.subList(0, resolved.size() - MAX_RESOLVED)) {
        alerts.remove(alert.fingerprint);
        forgotten++;
      }
    }
  }

  private static boolean resolvedFor(Alert alert, Duration length, Instant now) {
    Instant endsAt = alert.endsAt;
    return endsAt != null && now.isAfter(endsAt.plus(length));
  }

  private boolean awaited(Alert alert) {
    return config.webhooks().stream().anyMatch(hook -> alert.due(config, hook, Instant.MAX));
  }

  /** The rows that the store has yet to take, at most one for each state and each delivery. */
  synchronized List<AlertEvent> unsaved() {
    List<AlertEvent> events = new ArrayList<>(inactive.values());
    for (Map<String, Alert> part : List.of(pending, alerts)) {
      for (Alert alert : part.values()) {
        if (!alert.saved) {
          events.add(AlertEvent.ofState(alert, AlertEvent.nameOf(alert.state)));
        }
      }
    }
    events.addAll(untold.values());
    return events;
  }

  /** Notes that the store took {@code events}. */
  synchronized void saved(List<AlertEvent> events) {
    for (AlertEvent event : events) {
      if (event.receiver().isEmpty()) {
        for (Map<String, Alert> part : List.of(pending, alerts)) {
          Alert alert = part.get(event.fingerprint());
          if (alert != null && alert.eventMillis == event.timeMillis()) {
            alert.saved = true;
          }
        }
        inactive.remove(event.fingerprint(), event);
      } else {
        untold.remove(List.of(event.fingerprint(), event.receiver()), event);
      }
    }
  }

  /**
   * The alerts of {@code kind} that {@code webhook} has to hear of, oldest first.
   *
   * @param limit the most to answer
   */
  synchronized List<AlertStatus> due(
      AlertingConfig.Webhook webhook, RuleKind kind, Instant now, int limit) {
    return alerts.values().stream()
        .filter(alert -> alert.kind == kind && alert.due(config, webhook, now))
        .sorted(
            Comparator.comparing((Alert alert) -> alert.startsAt)
                .thenComparing(alert -> alert.fingerprint))
        .limit(limit)
        .map(Alert::status)
        .toList();
  }

  synchronized int dueCount(AlertingConfig.Webhook webhook, Instant now) {
    return (int) alerts.values().stream().filter(alert -> alert.due(config, webhook, now)).count();
  }

  /** Whether any alert of {@code kind} is open. */
  synchronized boolean open(RuleKind kind) {
    return alerts.values().stream().anyMatch(alert -> alert.kind == kind && alert.open());
  }

  /** Notes what {@code webhook} was told, and whether it took it. */
  synchronized void told(String webhook, List<AlertStatus> sent, boolean accepted, Instant now) {
    long millis = nextEventMillis(now);
    for (AlertStatus status : sent) {
      Alert alert = alerts.get(status.fingerprint());
      if (alert != null) {
        boolean firing = status.state() != State.RESOLVED;
        Alert.Told told = new Alert.Told(firing, status.startsAt(), now, accepted, millis);
        alert.told.put(webhook, told);
        untold.put(
            List.of(alert.fingerprint, webhook),
            AlertEvent.ofTold(status, alert.kind, webhook, told));
      }
    }
  }

  /** What is to be shown: pending, open, and resolved lately. */
  synchronized List<AlertStatus> statuses(Instant now) {
    List<AlertStatus> all = new ArrayList<>();
    pending.values().forEach(alert -> all.add(alert.status()));
    for (Alert alert : alerts.values()) {
      if (!resolvedFor(alert, RESOLVED_SHOWN_FOR, now)) {
        all.add(alert.status());
      }
    }
    return all;
  }

  /** Conditions that hold and are over the limit of their rule. */
  synchronized int folded() {
    return folded.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Resolved alerts given up because there were too many. */
  synchronized long forgotten() {
    return forgotten;
  }

  /** Rows of dropped pending alerts given up because the store did not take them for too long. */
  synchronized long forgottenEvents() {
    return forgottenEvents;
  }

  private int count(RuleKind kind) {
    int count = 0;
    for (Alert alert : pending.values()) {
      count += alert.kind == kind ? 1 : 0;
    }
    for (Alert alert : alerts.values()) {
      count += alert.kind == kind && alert.open() ? 1 : 0;
    }
    return count;
  }

  /** Strictly increasing, so that the newest row of an alert is never in doubt. */
  private long nextEventMillis(Instant now) {
    lastEventMillis = Math.max(now.toEpochMilli(), lastEventMillis + 1);
    return lastEventMillis;
  }

  private static double price(double costUsdPerHour) {
    return Double.isNaN(costUsdPerHour) ? -1 : costUsdPerHour;
  }
}
