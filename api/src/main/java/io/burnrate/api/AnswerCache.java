package io.burnrate.api;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks each question once, however many ask it at the same time, and keeps the answer for a moment.
 * Failures are not kept. Thread-safe.
 */
final class AnswerCache {
  static final Duration KEPT = Duration.ofSeconds(1);

  /** More different questions at a time are refused with OVERLOADED. */
  static final int MAX_OPEN = 256;

  /** Beyond this many bytes of kept answers the oldest go; a larger answer is not kept. */
  static final long MAX_BYTES = 64L << 20;

  private final Executor workers;
  private final LongSupplier nanoTime;
  private final long maxBytes;
  private final Map<List<Object>, CompletableFuture<Answer>> open = new HashMap<>();
  private final Map<List<Object>, Kept> kept = new LinkedHashMap<>();
  private long keptBytes;

  AnswerCache(Executor workers, long maxBytes, LongSupplier nanoTime) {
    this.workers = workers;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /** The answer to {@code question}, at most {@link #KEPT} old. */
  CompletableFuture<Answer> ask(Question question) {
    CompletableFuture<Answer> asked = new CompletableFuture<>();
    synchronized (this) {
      dropOld();
      Kept known = kept.get(question.key());
      if (known != null) {
        return CompletableFuture.completedFuture(known.answer);
      }
      CompletableFuture<Answer> underWay = open.get(question.key());
      if (underWay != null) {
        return underWay;
      }
      if (open.size() >= MAX_OPEN) {
        return CompletableFuture.failedFuture(
            new BurnrateException(
                ErrorCode.OVERLOADED, "more than " + MAX_OPEN + " questions are being answered"));
      }
      open.put(question.key(), asked);
    }
    begin(question, asked);
    return asked;
  }

  private void begin(Question question, CompletableFuture<Answer> asked) {
    try {
      CompletableFuture.supplyAsync(() -> question.work().get(), workers)
          .thenCompose(stage -> stage)
          .whenComplete((answer, failure) -> finish(question.key(), asked, answer, failure));
    } catch (RuntimeException e) {
      finish(question.key(), asked, null, e);
    }
  }

  private void finish(
      List<Object> key,
      CompletableFuture<Answer> asked,
      @Nullable Answer answer,
      @Nullable Throwable failure) {
    synchronized (this) {
      open.remove(key);
      if (answer != null && answer.size() <= maxBytes) {
        kept.put(key, new Kept(answer, nanoTime.getAsLong()));
        keptBytes += answer.size();
        dropOld();
      }
    }
    if (answer != null) {
      asked.complete(answer);
    } else {
      asked.completeExceptionally(
          failure == null ? new IllegalStateException("no answer to " + key) : failure);
    }
  }

  /** Answers are kept in the order in which they came, so the oldest is the first. */
  private void dropOld() {
    long now = nanoTime.getAsLong();
    Iterator<Kept> oldest = kept.values().iterator();
    while (oldest.hasNext()) {
      Kept each = oldest.next();
      if (keptBytes <= maxBytes && now - each.atNanos < KEPT.toNanos()) {
        return;
      }
      keptBytes -= each.answer.size();
      oldest.remove();
    }
  }

  private record Kept(Answer answer, long atNanos) {}
}
