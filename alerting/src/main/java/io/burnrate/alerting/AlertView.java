package io.burnrate.alerting;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all replicas together know of alerts, read back from the store: after a change, at most
 * every five seconds, by a thread of its own. While the store fails, the answers are those of
 * before, and {@link #measurements} say for how long. Thread-safe.
 */
public final class AlertView implements AutoCloseable {
  /** The most alerts shown; those that were resolved first are left out first, and counted. */
  static final int MAX_ALERTS = 20_000;

  static final Duration REFRESH_EVERY = Duration.ofSeconds(5);

  /** It is read after so many times {@link #REFRESH_EVERY} even when no change was heard of. */
  private static final int REFRESH_ANYWAY_AFTER = 12;

  private static final Logger LOG = LoggerFactory.getLogger(AlertView.class);

  private final AlertingConfig config;
  private final Store store;
  private final InstantSource clock;
  private final Duration every;
  private final AlertHistory history;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final AtomicLong failures = new AtomicLong();
  private volatile Seen seen = new Seen(List.of(), 0, List.of(), System.nanoTime(), false);
  private @Nullable Subscription tail;

  /**
   * What was read.
   *
   * @param nanos of {@link System#nanoTime} when it was read
   * @param failing whether reading it again failed
   */
  private record Seen(
      List<AlertStatus> alerts,
      int leftOut,
      List<DeliveryStatus> deliveries,
      long nanos,
      boolean failing) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - nanos);
    }

    Seen failed() {
      return new Seen(alerts, leftOut, deliveries, nanos, true);
    }
  }

  AlertView(AlertingConfig config, Store store, InstantSource clock, Duration every) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.every = every;
    this.history = new AlertHistory(store);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "burnrate-alert-view");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** Begins to read, now and after changes. The store must be open. Does not block. */
  public synchronized void start() {
    tail = store.tail(Tables.ALERT_EVENTS, this::note);
    var unused =
        thread.scheduleWithFixedDelay(this::refresh, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void note(RowBatch rows) {
    if (rows.rows() > 0) {
      changed.set(true);
    }
  }

  private void refresh() {
    if (!changed.getAndSet(false)
        && seen.age().compareTo(every.multipliedBy(REFRESH_ANYWAY_AFTER)) < 0) {
      return;
    }
    try {
      seen = read(clock.instant());
    } catch (RuntimeException e) {
      changed.set(true);
      failures.incrementAndGet();
      if (!seen.failing()) {
        LOG.warn("alerts could not be read; those of before are shown", e);
      }
      seen = seen.failed();
    }
  }

  private Seen read(Instant now) {
    long nanos = System.nanoTime();
    AlertHistory.Recovered recovered =
        history.recover(
            now, new AlertHistory.Wanted(Shards.all(1), AlertBook.RESOLVED_SHOWN_FOR, MAX_ALERTS));
    List<Alert> alerts = new ArrayList<>(recovered.pending());
    alerts.addAll(recovered.alerts());
    List<DeliveryStatus> deliveries =
        config.webhooks().stream().map(webhook -> delivery(webhook, alerts, now)).toList();
    return new Seen(
        alerts.stream().map(Alert::status).toList(), recovered.leftOut(), deliveries, nanos, false);
  }

  private DeliveryStatus delivery(AlertingConfig.Webhook webhook, List<Alert> alerts, Instant now) {
    Instant last = null;
    int queued = 0;
    for (Alert alert : alerts) {
      Alert.Told told = alert.told.get(webhook.name());
      if (told != null && told.accepted() && (last == null || told.at().isAfter(last))) {
        last = told.at();
      }
      queued += alert.due(config, webhook, now) ? 1 : 0;
    }
    return new DeliveryStatus(webhook.name(), 0, 0, 0, queued, "", last);
  }

  /**
   * What is pending, firing, without data, or was resolved in the last 24 hours. Does not block;
   * empty until it was read for the first time.
   */
  public List<AlertStatus> alerts() {
    Instant shownSince = clock.instant().minus(AlertBook.RESOLVED_SHOWN_FOR);
    return seen.alerts().stream()
        .filter(
            alert -> {
              Instant endsAt = alert.endsAt();
              return endsAt == null || !endsAt.isBefore(shownSince);
            })
        .toList();
  }

  /**
   * How all replicas' deliveries go, one entry for each configured webhook, as far as the store
   * knows of it: how many of the alerts wait, and when one of them was last told. What was sent,
   * failed or was refused is counted by each replica for itself and is 0 here. Does not block.
   */
  public List<DeliveryStatus> deliveries() {
    return seen.deliveries();
  }

  /** Own figures by metric name (without prefix), for /metrics. Does not block. */
  public Map<String, Double> measurements() {
    Seen now = seen;
    return Map.of(
        "view_alerts",
        (double) now.alerts().size(),
        "view_left_out_alerts",
        (double) now.leftOut(),
        "view_failures_total",
        failures.doubleValue(),
        "view_stale_seconds",
        now.failing() ? now.age().toMillis() / 1e3 : 0);
  }

  @Override
  public synchronized void close() {
    if (tail != null) {
      tail.close();
    }
    thread.shutdownNow();
  }
}
