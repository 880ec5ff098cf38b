package io.burnrate.alerting;

import io.burnrate.analytics.SloStatus;
import io.burnrate.store.Store;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
 * only if it stopped between an answer and its record. Thread-safe.
 */
public final class Alerting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerting.class);

  /** An evaluation waits so long for the objectives; then they count as missing. */
  private static final Duration SLO_TIMEOUT = Duration.ofSeconds(30);

  /** How long {@link #close()} waits for deliveries on their way, and again for the store. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final AlertingConfig config;
  private final Signals signals;
  private final InstantSource clock;
  private final AlertLog log;
  private final AlertBook book;
  private final Map<RuleKind, AlertRule> rules = new EnumMap<>(RuleKind.class);
  private final List<WebhookNotifier> notifiers = new ArrayList<>();
  private final AtomicLong evaluations = new AtomicLong();
  private final AtomicLong ruleFailures = new AtomicLong();
  private final AtomicLong failedAppends = new AtomicLong();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> running;
  private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
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
    this.signals = signals;
    this.clock = clock;
    this.log = new AlertLog(store);
    this.book = new AlertBook(config);
    for (RuleKind kind : RuleKind.values()) {
      rules.put(kind, AlertRule.of(kind));
    }
    for (AlertingConfig.Webhook webhook : config.webhooks()) {
      notifiers.add(
          new WebhookNotifier(config, webhook, book, this::save, vertx, clock, backoff.get()));
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
   * Reads back from the store what was known. Blocks; call it once, before the first evaluation.
   * Throws {@link java.util.concurrent.CompletionException} with the store's failure in it.
   */
  public void start() {
    book.recover(log.recover(clock.instant()));
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
    return slos()
        .thenAccept(slos -> step(snapshot(now, slos)))
        .thenCompose(nothing -> save())
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                missing("evaluation", failure);
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

  private CompletableFuture<@Nullable List<SloStatus>> slos() {
    if (!config.rule(RuleKind.ERROR_BUDGET_BURN).enabled()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<List<SloStatus>> asked;
    try {
      asked =
          signals
              .slos()
              .get()
              .toCompletableFuture()
              .copy()
              .orTimeout(SLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    return asked.handle(
        (slos, failure) -> {
          if (failure == null) {
            present("objectives");
            return slos;
          }
          missing("objectives", failure);
          return null;
        });
  }

  private Snapshot snapshot(Instant now, @Nullable List<SloStatus> slos) {
    return new Snapshot(
        now,
        signals.idleAfter(),
        read("GPUs", signals.gpus()),
        read("targets", signals.targets()),
        slos,
        read("drift", signals.drift()),
        read("ledger", signals.ledger()));
  }

  private <T> @Nullable T read(String what, Supplier<T> supplier) {
    try {
      T answer = supplier.get();
      present(what);
      return answer;
    } catch (RuntimeException e) {
      missing(what, e);
      return null;
    }
  }

  /** Counts each failure, and logs the first of a row. */
  private void missing(String what, Throwable failure) {
    ruleFailures.incrementAndGet();
    if (failing.add(what)) {
      LOG.warn("{} could not be read; what rests on it counts as missing", what, failure);
    }
  }

  private void present(String what) {
    if (failing.remove(what)) {
      LOG.info("{} can be read again", what);
    }
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
        present(kind.key());
      } catch (RuntimeException e) {
        missing(kind.key(), e);
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
            present("the log of alerts");
          } else {
            failedAppends.incrementAndGet();
            if (failing.add("the log of alerts")) {
              LOG.warn("{} alert events were not kept, trying again", events.size(), failure);
            }
          }
          return null;
        });
  }

  /** What is pending, firing, without data, or was resolved in the last 24 hours. */
  public List<AlertStatus> alerts() {
    return book.statuses(clock.instant());
  }

  /** How the deliveries go, one entry for each webhook. */
  public List<DeliveryStatus> deliveries() {
    return notifiers.stream().map(WebhookNotifier::status).toList();
  }

  /** Own counters and gauges by metric name (without prefix), for /metrics. Does not block. */
  public Map<String, Double> measurements() {
    List<DeliveryStatus> deliveries = deliveries();
    return Map.of(
        "evaluations_total", evaluations.doubleValue(),
        "signal_failures_total", ruleFailures.doubleValue(),
        "failed_appends_total", failedAppends.doubleValue(),
        "folded_alerts", (double) book.folded(),
        "forgotten_alerts_total", (double) book.forgotten(),
        "forgotten_events_total", (double) book.forgottenEvents(),
        "deliveries_total", sum(deliveries, DeliveryStatus::sent),
        "delivery_failures_total", sum(deliveries, DeliveryStatus::failed),
        "refused_deliveries_total", sum(deliveries, DeliveryStatus::refused),
        "undelivered_alerts", sum(deliveries, DeliveryStatus::queuedAlerts));
  }

  private static double sum(
      List<DeliveryStatus> deliveries, ToLongFunction<DeliveryStatus> figure) {
    return deliveries.stream().mapToLong(figure).sum();
  }

  /**
   * Stops. Waits briefly for deliveries on their way; what is undelivered is sent after the next
   * start. Not to be called on an event loop.
   */
  @Override
  public void close() {
    CompletableFuture<?> evaluation;
    synchronized (lock) {
      closed = true;
      evaluation = running == null ? CompletableFuture.completedFuture(null) : running;
    }
    List<CompletableFuture<?>> last = new ArrayList<>(List.of(evaluation));
    notifiers.forEach(notifier -> last.add(notifier.stop()));
    await(CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)));
    await(save());
    notifiers.forEach(WebhookNotifier::close);
  }

  private static void await(CompletableFuture<?> last) {
    try {
      last.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("closed before everything was answered; it is made up for after a start");
    } catch (ExecutionException e) {
      LOG.warn("closing failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
