package io.burnrate.alerting;

import io.burnrate.alerting.WebhookClient.Outcome;
import io.burnrate.store.Shards;
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
 * of the book each time, so a state that was overtaken is never sent. Before each payload the store
 * has to confirm that this replica is counted on. Thread-safe: one lock.
 */
final class WebhookNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);

  private final AlertingConfig.Webhook webhook;
  private final String externalUrl;
  private final AlertBook book;
  private final Store store;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Backoff backoff;
  private final WebhookClient client;

  private @Nullable CompletableFuture<Void> running;
  private @Nullable Long timer;
  private boolean closed;
  private @Nullable AlertGroup lastGroup;
  private List<AlertStatus> delivering = List.of();
  private int failuresInRow;
  private long sent;
  private long failed;
  private long refused;
  private long unconfirmed;
  private String lastError = "";
  private @Nullable Instant lastDelivery;

  /**
   * What a notifier needs of the store.
   *
   * @param confirm fails unless this replica may speak
   * @param save writes down what the book has yet to save; does not fail
   */
  record Store(Supplier<CompletableFuture<Void>> confirm, Supplier<CompletableFuture<Void>> save) {}

  WebhookNotifier(
      AlertingConfig config,
      AlertingConfig.Webhook webhook,
      AlertBook book,
      Store store,
      Vertx vertx,
      InstantSource clock,
      Backoff backoff) {
    this.webhook = webhook;
    this.externalUrl = config.externalUrl();
    this.book = book;
    this.store = store;
    this.vertx = vertx;
    this.clock = clock;
    this.backoff = backoff;
    this.client = new WebhookClient(webhook, vertx);
  }

  /** Sends what is due, unless something is on its way or a pause has to end first. */
  void wake() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      if (closed || running != null || timer != null) {
        return;
      }
      if (book.dueGroup(webhook, lastGroup, clock.instant()) == null) {
        return;
      }
      running = done;
    }
    Future.fromCompletionStage(store.confirm().get())
        .transform(confirmed -> confirmed.succeeded() ? deliver() : holdBack(confirmed.cause()))
        .onComplete(
            settled -> {
              synchronized (this) {
                running = null;
                delivering = List.of();
                if (settled.failed()) {
                  LOG.error("webhook {}: a delivery broke", webhook.name(), settled.cause());
                  pause(null);
                }
              }
              done.complete(null);
              wake();
            });
  }

  /** What is due is looked up after the confirmation, which may have taken a while. */
  private Future<Void> deliver() {
    Instant now = clock.instant();
    AlertGroup group;
    List<AlertStatus> batch;
    synchronized (this) {
      group = closed ? null : book.dueGroup(webhook, lastGroup, now);
      if (group == null) {
        return Future.succeededFuture();
      }
      lastGroup = group;
      batch = book.due(webhook, group, now, Payload.MAX_ALERTS);
      delivering = batch;
    }
    if (batch.isEmpty()) {
      return Future.succeededFuture();
    }
    return Future.succeededFuture(book.open(group))
        .map(open -> Payload.of(webhook.name(), externalUrl, group, open, batch))
        .compose(body -> client.post(body, now))
        .compose(outcome -> settle(outcome, group.kind(), batch));
  }

  /** Another replica may have taken over, or the store is away: nothing is sent, try again. */
  private synchronized Future<Void> holdBack(Throwable cause) {
    unconfirmed++;
    lastError = AlertShare.notOwner(cause) ? "another replica tells" : "the store did not confirm";
    LOG.debug("webhook {} waits: {}", webhook.name(), lastError, cause);
    resumeAfter(backoff.afterFailures(1));
    return Future.succeededFuture();
  }

  private Future<Void> settle(Outcome outcome, RuleKind kind, List<AlertStatus> batch) {
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
    book.told(webhook, kind, batch, accepted, clock.instant());
    return Future.fromCompletionStage(store.save().get());
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
    resumeAfter(pause);
  }

  private void resumeAfter(Duration pause) {
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

  /** Attempts that were not made because the store did not confirm that they may be. */
  synchronized long unconfirmed() {
    return unconfirmed;
  }

  /** Completes when nothing that is on its way is of {@code shards}. */
  synchronized CompletableFuture<Void> ended(Shards shards) {
    boolean theirs = delivering.stream().anyMatch(each -> shards.holds(each.fingerprint()));
    return running == null || !theirs ? CompletableFuture.completedFuture(null) : running.copy();
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
