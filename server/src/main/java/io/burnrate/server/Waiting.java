package io.burnrate.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what starts or stops, for a while. */
final class Waiting {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  private Waiting() {}

  static <T> T started(Future<T> future) throws TimeoutException {
    return await(future, START_TIMEOUT);
  }

  /** Whoever closes looks after the time. */
  static <T> T stopped(Future<T> future) throws TimeoutException {
    return await(future, Service.CLOSE_WITHIN);
  }

  private static <T> T await(Future<T> future, Duration timeout) throws TimeoutException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
