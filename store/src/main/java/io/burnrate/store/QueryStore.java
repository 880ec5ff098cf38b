package io.burnrate.store;

import java.util.concurrent.CompletionStage;

/** The way out. Thread-safe. */
public interface QueryStore {
  /**
   * Answers {@code query}. Every acknowledged row is seen. Fails with {@link
   * io.burnrate.domain.BurnrateException}: TIMEOUT, OVERLOADED when too many queries wait,
   * STORE_FAILED, STORE_UNREACHABLE, PARTIAL_RESULT when a part of the store did not answer, or
   * TOO_LARGE when there are more rows than a {@link Query#whole} answer may hold. A limit that was
   * chosen cuts the answer without a failure.
   */
  CompletionStage<ResultTable> query(Query query);
}
