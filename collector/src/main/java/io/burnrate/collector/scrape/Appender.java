package io.burnrate.collector.scrape;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands batches to the store: one repetition, then the batch is dropped and counted. */
final class Appender {
  /** A store that takes longer is taken for failed. */
  static final long TIMEOUT_MILLIS = 10_000;

  /** Between a failure and the repetition. */
  static final long RETRY_DELAY_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private final AppendStore store;
  private final ScrapeMeters meters;

  Appender(AppendStore store, ScrapeMeters meters) {
    this.store = store;
    this.meters = meters;
  }

  /** Whether the batch was kept. Never fails. */
  Future<Boolean> append(Vertx vertx, RowBatch batch) {
    return once(vertx, batch)
        .recover(
            first -> {
              meters.appendRetries.increment();
              return vertx
                  .timer(RETRY_DELAY_MILLIS, TimeUnit.MILLISECONDS)
                  .compose(waited -> once(vertx, batch));
            })
        .map(true)
        .otherwise(
            cause -> {
              meters.appendFailure(code(cause));
              LOG.atWarn()
                  .addKeyValue("code", code(cause))
                  .log(
                      "Dropped {} rows of {} from {}",
                      batch.rows(),
                      batch.table(),
                      batch.source(),
                      cause);
              return false;
            });
  }

  private Future<Void> once(Vertx vertx, RowBatch batch) {
    try {
      return Future.fromCompletionStage(store.append(batch), vertx.getOrCreateContext())
          .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static ErrorCode code(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && !(root instanceof BurnrateException)) {
      root = root.getCause();
    }
    if (root instanceof BurnrateException coded) {
      return coded.code();
    }
    return root instanceof TimeoutException ? ErrorCode.TIMEOUT : ErrorCode.STORE_FAILED;
  }
}
