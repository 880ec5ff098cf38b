package io.burnrate.alerting;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Worker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the signals, keeps alerts, and tells webhooks. The one door into this module.
 *
 * <p>Every change of an alert is in the store before a webhook hears of it, and every delivery is
 * written down after it: a restart goes on where it stopped, and tells a webhook something twice
 * only if it stopped between an answer and its record. Replicas share the alerts by fingerprint:
 * each looks at everything, and keeps and tells what is in its shards. Thread-safe.
 */
public final class Alerting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerting.class);

  /** How long {@link #close()} waits for deliveries on their way, and again for the store. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** How long giving up shards waits for deliveries on their way, and again for their record. */
  static final Duration LOST_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final AlertingConfig config;
  private final Store store;
  private final InstantSource clock;
  private final AlertShare share;
  private final AlertLog log;
  private final AlertHistory history;
  private final Troubles troubles = new Troubles();
  private final SnapshotReader reader;
  private final AlertBook book;
  private final Map<RuleKind, AlertRule> rules = new EnumMap<>(RuleKind.class);
  private final List<WebhookNotifier> notifiers = new ArrayList<>();
  private final AtomicLong evaluations = new AtomicLong();
  private final AtomicLong failedAppends = new AtomicLong();
  private final AtomicLong notOwnerAppends = new AtomicLong();
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> running;
  private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
  private @Nullable AlertView others;
  private boolean closed;

  /**
   * Alerting on {@code signals}.
   *
   * @param backoff makes the pauses of each webhook
   */
  Alerting(
      AlertingConfig config,
      Signals signals,
      Store store,
      Vertx vertx,
      InstantSource clock,
      Supplier<Backoff> backoff) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.share = new AlertShare(store);
    this.log = new AlertLog(share::append);
    this.history = new AlertHistory(store);
    this.reader =
        new SnapshotReader(signals, troubles, config.rule(RuleKind.ERROR_BUDGET_BURN).enabled());
    this.book = new AlertBook(config, Shards.none(1));
    for (RuleKind kind : RuleKind.values()) {
      rules.put(kind, AlertRule.of(kind));
    }
    WebhookNotifier.Store asked = new WebhookNotifier.Store(share::confirm, this::save);
    for (AlertingConfig.Webhook webhook : config.webhooks()) {
      notifiers.add(new WebhookNotifier(config, webhook, book, asked, vertx, clock, backoff.get()));
    }
  }

  /** Alerting on {@code signals}. Does no I/O. */
  public static Alerting create(
      AlertingConfig config, Signals signals, Store store, Vertx vertx, InstantSource clock) {
    return new Alerting(
        config,
        signals,
        store,
        vertx,
        clock,
        () -> new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom()));
  }

  /**
   * What replicas know of alerts, for a process that does not alert. Does no I/O until it is
   * started.
   */
  public static AlertView view(AlertingConfig config, Store store, InstantSource clock) {
    return new AlertView(config, store, clock, AlertView.REFRESH_EVERY);
  }

  /**
   * Begins to work; call it once, before the first evaluation. Where there are no other replicas it
   * first reads back from the store what was known: it blocks, and throws {@link
   * java.util.concurrent.CompletionException} with the store's failure in it. Otherwise it does not
   * wait: alerts come with their shards, each read back before it is looked after.
   */
  public void start() {
    if (store.shardCount() > 1) {
      AlertView view = view(config, store, clock);
      synchronized (lock) {
        others = view;
      }
      view.start();
    }
    share.join(new Shareholder());
  }

  /** Takes over and gives up what the store says. */
  private final class Shareholder implements Worker {
    @Override
    public void gained(Shards shards) {
      AlertHistory.Wanted wanted =
          new AlertHistory.Wanted(shards, AlertBook.RESOLVED_KEPT_FOR, Integer.MAX_VALUE);
      book.gain(shards, history.recover(clock.instant(), wanted));
    }

    /**
     * What is on its way to webhooks is waited for, so that the next holder, who waits for this,
     * does not tell it again.
     */
    @Override
    public void lost(Shards shards) {
      book.lose(shards);
      List<CompletableFuture<Void>> last =
          notifiers.stream().map(notifier -> notifier.ended(shards)).toList();
      await(CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)), LOST_TIMEOUT);
      if (book.owesDeliveries(shards)) {
        await(save(), LOST_TIMEOUT);
      }
      book.loseDeliveries(shards);
    }

    /** Rows of our shards are our own. */
    @Override
    public void accept(RowBatch batch) {}
  }

  /**
   * Looks at everything once, at the clock's time. Completes when the changes are kept and their
   * delivery has begun; a failure of a signal, a rule or the store is counted, not thrown. While
   * one runs, the answer is that one. To be called every {@code evaluationInterval}.
   */
  public CompletionStage<Void> evaluate() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.completedFuture(null);
      }
      if (running != null) {
        return running.copy();
      }
      running = done;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return reader
        .read(now)
        .thenAccept(this::step)
        .thenCompose(nothing -> save())
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                troubles.missing("evaluation", failure);
              }
              evaluations.incrementAndGet();
              notifiers.forEach(WebhookNotifier::wake);
              synchronized (lock) {
                running = null;
              }
              done.complete(null);
              return null;
            });
  }

  private void step(Snapshot snapshot) {
    for (Map.Entry<RuleKind, AlertRule> each : rules.entrySet()) {
      RuleKind kind = each.getKey();
      AlertingConfig.Rule rule = config.rule(kind);
      if (!rule.enabled()) {
        book.end(snapshot.now(), kind);
        continue;
      }
      Findings findings;
      try {
        findings = each.getValue().look(snapshot, rule.severity());
        troubles.present(kind.key());
      } catch (RuntimeException e) {
        troubles.missing(kind.key(), e);
        findings = Findings.missing();
      }
      book.step(snapshot.now(), kind, findings);
    }
  }

  /**
   * Writes down what the book has yet to save, one write at a time. Never fails: what the store
   * does not take stays unsaved, and is written with the next evaluation.
   */
  private CompletableFuture<Void> save() {
    synchronized (lock) {
      CompletableFuture<Void> mine = saving.thenCompose(nothing -> append());
      saving = mine;
      return mine.copy();
    }
  }

  private CompletableFuture<Void> append() {
    List<AlertEvent> events = book.unsaved();
    if (events.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> kept;
    try {
      kept = log.append(events);
    } catch (RuntimeException e) {
      kept = CompletableFuture.failedFuture(e);
    }
    return kept.handle(
        (nothing, failure) -> {
          if (failure == null) {
            book.saved(events);
            troubles.present("the log of alerts");
          } else if (AlertShare.notOwner(failure)) {
            // Its shards go as soon as this replica hears of it.
            notOwnerAppends.incrementAndGet();
          } else {
            failedAppends.incrementAndGet();
            if (troubles.begins("the log of alerts")) {
              LOG.warn("{} alert events were not kept, trying again", events.size(), failure);
            }
          }
          return null;
        });
  }

  /**
   * What is pending, firing, without data, or was resolved in the last 24 hours; other replicas'
   * alerts as {@link AlertView} knows them.
   */
  public List<AlertStatus> alerts() {
    AlertView view;
    synchronized (lock) {
      view = others;
    }
    List<AlertStatus> all = book.statuses(clock.instant());
    if (view != null) {
      Shards held = book.held();
      view.alerts().stream().filter(each -> !held.holds(each.fingerprint())).forEach(all::add);
    }
    return all;
  }

  /** How this replica's deliveries go, one entry for each webhook. */
  public List<DeliveryStatus> deliveries() {
    return notifiers.stream().map(WebhookNotifier::status).toList();
  }

  /** Own counters and gauges by metric name (without prefix), for /metrics. Does not block. */
  public Map<String, Double> measurements() {
    List<DeliveryStatus> deliveries = deliveries();
    Map<String, Double> all = new TreeMap<>();
    all.put("evaluations_total", evaluations.doubleValue());
    all.put("signal_failures_total", (double) troubles.failures());
    all.put("failed_appends_total", failedAppends.doubleValue());
    all.put("not_owner_appends_total", notOwnerAppends.doubleValue());
    all.put("held_shards", (double) book.held().held().size());
    all.put("folded_alerts", (double) book.folded());
    all.put("forgotten_alerts_total", (double) book.forgotten());
    all.put("forgotten_events_total", (double) book.forgottenEvents());
    all.put("deliveries_total", sum(deliveries, DeliveryStatus::sent));
    all.put("delivery_failures_total", sum(deliveries, DeliveryStatus::failed));
    all.put("refused_deliveries_total", sum(deliveries, DeliveryStatus::refused));
    all.put(
        "unconfirmed_deliveries_total",
        (double) notifiers.stream().mapToLong(WebhookNotifier::unconfirmed).sum());
    all.put("undelivered_alerts", sum(deliveries, DeliveryStatus::queuedAlerts));
    synchronized (lock) {
      if (others != null) {
        all.putAll(others.measurements());
      }
    }
    return all;
  }

  private static double sum(
      List<DeliveryStatus> deliveries, ToLongFunction<DeliveryStatus> figure) {
    return deliveries.stream().mapToLong(figure).sum();
  }

  /**
   * Stops. Waits briefly for deliveries on their way; what is undelivered is sent after the next
   * start, or by the replica that takes over. Not to be called on an event loop.
   */
  @Override
  public void close() {
    CompletableFuture<?> evaluation;
    AlertView view;
    synchronized (lock) {
      closed = true;
      view = others;
      evaluation = running == null ? CompletableFuture.completedFuture(null) : running;
    }
    List<CompletableFuture<?>> last = new ArrayList<>(List.of(evaluation));
    notifiers.forEach(notifier -> last.add(notifier.stop()));
    await(CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)), CLOSE_TIMEOUT);
    await(save(), CLOSE_TIMEOUT);
    share.leave();
    notifiers.forEach(WebhookNotifier::close);
    if (view != null) {
      view.close();
    }
  }

  private static void await(CompletableFuture<?> last, Duration timeout) {
    try {
      last.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("ended before everything was answered; webhooks may be told again");
    } catch (ExecutionException e) {
      LOG.warn("ending failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
