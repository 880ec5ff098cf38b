package io.burnrate.alerting;

import io.burnrate.alerting.WebhookClient.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook what it has yet to hear: one payload at a time, the groups in turn, so that a
 * group that is never taken does not hold back the others. There is no queue: what is due is asked
 * of the book each time, so a state that was overtaken is never sent. Thread-safe: one lock.
 */
final class WebhookNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);

  private static final List<RuleKind> KINDS = List.of(RuleKind.values());

  private final AlertingConfig.Webhook webhook;
  private final String externalUrl;
  private final AlertBook book;
  private final Supplier<CompletableFuture<Void>> save;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Backoff backoff;
  private final WebhookClient client;

  private @Nullable CompletableFuture<Void> running;
  private @Nullable Long timer;
  private boolean closed;
  private int nextKind;
  private int failuresInRow;
  private long sent;
  private long failed;
  private long refused;
  private String lastError = "";
  private @Nullable Instant lastDelivery;

  /**
   * A notifier.
   *
   * @param save writes down what the book has yet to save; does not fail
   */
  WebhookNotifier(
      AlertingConfig config,
      AlertingConfig.Webhook webhook,
      AlertBook book,
      Supplier<CompletableFuture<Void>> save,
      Vertx vertx,
      InstantSource clock,
      Backoff backoff) {
    this.webhook = webhook;
    this.externalUrl = config.externalUrl();
    this.book = book;
    this.save = save;
    this.vertx = vertx;
    this.clock = clock;
    this.backoff = backoff;
    this.client = new WebhookClient(webhook, vertx);
  }

  /** Sends what is due, unless something is on its way or a pause has to end first. */
  void wake() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    RuleKind kind = null;
    List<AlertStatus> alerts = List.of();
    Instant now = clock.instant();
    synchronized (this) {
      if (closed || running != null || timer != null) {
        return;
      }
      for (int i = 0; i < KINDS.size() && alerts.isEmpty(); i++) {
        kind = KINDS.get(nextKind);
        nextKind = (nextKind + 1) % KINDS.size();
        alerts = book.due(webhook, kind, now, Payload.MAX_ALERTS);
      }
      if (kind == null || alerts.isEmpty()) {
        return;
      }
      running = done;
    }
    send(kind, alerts, now)
        .onComplete(
            settled -> {
              synchronized (this) {
                running = null;
                if (settled.failed()) {
                  LOG.error("webhook {}: a delivery broke", webhook.name(), settled.cause());
                  pause(null);
                }
              }
              done.complete(null);
              wake();
            });
  }

  private Future<Void> send(RuleKind kind, List<AlertStatus> batch, Instant now) {
    return Future.succeededFuture(book.open(kind))
        .map(open -> Payload.of(webhook.name(), externalUrl, kind, open, batch))
        .compose(body -> client.post(body, now))
        .compose(outcome -> settle(outcome, batch));
  }

  private Future<Void> settle(Outcome outcome, List<AlertStatus> batch) {
    boolean again = outcome.verdict() == WebhookClient.Verdict.TRY_AGAIN;
    synchronized (this) {
      lastError = outcome.reason();
      if (again) {
        failed++;
        pause(outcome.retryAfter());
      } else if (outcome.verdict() == WebhookClient.Verdict.TAKEN) {
        sent++;
        failuresInRow = 0;
        lastDelivery = clock.instant();
      } else {
        refused++;
        LOG.warn("webhook {} refused {} alerts: {}", webhook.name(), batch.size(), lastError);
      }
    }
    if (again) {
      return Future.succeededFuture();
    }
    boolean accepted = outcome.verdict() == WebhookClient.Verdict.TAKEN;
    book.told(webhook.name(), batch, accepted, clock.instant());
    return Future.fromCompletionStage(save.get());
  }

  /** Holds back further attempts; the caller holds the lock. */
  private void pause(@Nullable Duration retryAfter) {
    failuresInRow++;
    Duration pause = backoff.afterFailures(failuresInRow);
    if (retryAfter != null && retryAfter.compareTo(pause) > 0) {
      pause = retryAfter;
    }
    if (failuresInRow == 1) {
      LOG.warn("webhook {} failed, trying again: {}", webhook.name(), lastError);
    }
    if (!closed) {
      timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> resume());
    }
  }

  private void resume() {
    synchronized (this) {
      timer = null;
    }
    wake();
  }

  synchronized DeliveryStatus status() {
    return new DeliveryStatus(
        webhook.name(),
        sent,
        failed,
        refused,
        book.dueCount(webhook, clock.instant()),
        lastError,
        lastDelivery);
  }

  /** Starts nothing any more; the future completes when what is on its way has been settled. */
  synchronized CompletableFuture<Void> stop() {
    closed = true;
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    return running == null ? CompletableFuture.completedFuture(null) : running.copy();
  }

  void close() {
    client.close();
  }
}
