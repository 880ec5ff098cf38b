package io.burnrate.alerting;

import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.store.Shards;
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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every alert of the shards held, and how it moves: pending, firing, noData, resolved. It decides
 * by what it knows, not by queues: {@link #unsaved()} is whatever the store has yet to hear, and
 * {@link #due} whatever a webhook has. Thread-safe: one lock.
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

  private final AlertingConfig config;
  private final Map<String, Alert> pending = new LinkedHashMap<>();
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final OwedEvents owed = new OwedEvents();
  private final Map<RuleKind, Integer> folded = new EnumMap<>(RuleKind.class);
  private long lastEventMillis;
  private Shards held;
  private Shards leaving = Shards.none(1);
  private long forgotten;

  /**
   * A book.
   *
   * @param held alerts of other shards do not get in
   */
  AlertBook(AlertingConfig config, Shards held) {
    List<AlertingConfig.Webhook> webhooks = config.webhooks();
    if (webhooks.stream().map(AlertingConfig.Webhook::name).distinct().count() < webhooks.size()) {
      throw new IllegalArgumentException("webhooks: expected different names");
    }
    this.config = config;
    this.held = held;
  }

  /** Takes {@code shards} over, with what the store remembers of them. */
  synchronized void gain(Shards shards, AlertHistory.Recovered recovered) {
    lose(shards);
    loseDeliveries(shards);
    held = held.with(shards);
    recovered.alerts().forEach(alert -> alerts.put(alert.fingerprint, alert));
    recovered.pending().forEach(alert -> pending.put(alert.fingerprint, alert));
    lastEventMillis = Math.max(lastEventMillis, recovered.lastEventMillis());
  }

  /** Drops what is in {@code shards}, except what webhooks were told and the store has to hear. */
  synchronized void lose(Shards shards) {
    held = held.without(shards);
    leaving = leaving.with(shards);
    pending.keySet().removeIf(shards::holds);
    alerts.keySet().removeIf(shards::holds);
    owed.loseEnds(shards);
  }

  /** Drops the rest of them, too. */
  synchronized void loseDeliveries(Shards shards) {
    leaving = leaving.without(shards);
    owed.loseDeliveries(shards);
  }

  /** Whether the store has yet to hear what a webhook was told of an alert in {@code shards}. */
  synchronized boolean owesDeliveries(Shards shards) {
    return owed.deliveries().anyMatch(event -> shards.holds(event.fingerprint()));
  }

  synchronized Shards held() {
    return held;
  }

  /** Moves every alert of {@code kind} by what its rule found. */
  synchronized void step(Instant now, RuleKind kind, Findings findings) {
    long millis = nextEventMillis(now);
    Set<String> met = new HashSet<>();
    Map<String, Finding> fresh = new LinkedHashMap<>();
    for (Finding finding : findings.met()) {
      if (!held.holds(finding.fingerprint())) {
        continue;
      }
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
        alert.unmet(findings.others().apply(alert.labels), now, millis);
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
    owed.ended(AlertEvent.ofState(alert, AlertEvent.INACTIVE));
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
        alert.resolve("rule is switched off", now, millis);
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
    List<AlertEvent> events = new ArrayList<>(owed.ends().toList());
    for (Map<String, Alert> part : List.of(pending, alerts)) {
      for (Alert alert : part.values()) {
        if (!alert.saved) {
          events.add(AlertEvent.ofState(alert, AlertEvent.nameOf(alert.state)));
        }
      }
    }
    owed.deliveries().forEach(events::add);
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
      }
      owed.saved(event);
    }
  }

  /** The group that {@code webhook} has to hear of, in turn after {@code last}; null for none. */
  synchronized @Nullable AlertGroup dueGroup(
      AlertingConfig.Webhook webhook, @Nullable AlertGroup last, Instant now) {
    TreeSet<AlertGroup> groups = new TreeSet<>();
    for (Alert alert : alerts.values()) {
      if (alert.due(config, webhook, now)) {
        groups.add(group(alert));
      }
    }
    AlertGroup next = last == null ? null : groups.higher(last);
    return next != null || groups.isEmpty() ? next : groups.first();
  }

  /**
   * The alerts of {@code group} that {@code webhook} has to hear of, oldest first.
   *
   * @param limit the most to answer
   */
  synchronized List<AlertStatus> due(
      AlertingConfig.Webhook webhook, AlertGroup group, Instant now, int limit) {
    return alerts.values().stream()
        .filter(alert -> alert.kind == group.kind() && alert.due(config, webhook, now))
        .filter(alert -> group(alert).equals(group))
        .sorted(
            Comparator.comparing((Alert alert) -> alert.startsAt)
                .thenComparing(alert -> alert.fingerprint))
        .limit(limit)
        .map(Alert::status)
        .toList();
  }

  private AlertGroup group(Alert alert) {
    return AlertGroup.of(alert.kind, alert.fingerprint, held.count());
  }

  synchronized int dueCount(AlertingConfig.Webhook webhook, Instant now) {
    return (int) alerts.values().stream().filter(alert -> alert.due(config, webhook, now)).count();
  }

  /** Whether any alert of {@code group} is open. */
  synchronized boolean open(AlertGroup group) {
    return alerts.values().stream()
        .anyMatch(
            alert -> alert.kind == group.kind() && alert.open() && group(alert).equals(group));
  }

  /** Notes what {@code webhook} was told of {@code kind}, and whether it took it. */
  synchronized void told(
      AlertingConfig.Webhook webhook,
      RuleKind kind,
      List<AlertStatus> sent,
      boolean accepted,
      Instant now) {
    long millis = nextEventMillis(now);
    for (AlertStatus status : sent) {
      boolean firing = status.state() != State.RESOLVED;
      Alert.Told told = new Alert.Told(firing, status.startsAt(), now, accepted, millis);
      Alert alert = alerts.get(status.fingerprint());
      if (alert != null) {
        alert.told.put(webhook.name(), told);
      }
      // Also while its shard is being lost: the next holder has to know.
      if (held.holds(status.fingerprint()) || leaving.holds(status.fingerprint())) {
        owed.told(AlertEvent.ofTold(status, kind, webhook.name(), told));
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
    return owed.forgotten();
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
