package io.burnrate.store;

import java.util.concurrent.CompletionStage;

/** The way out. Thread-safe. */
public interface QueryStore {
  /**
   * Answers {@code query}. Every acknowledged row is seen. Fails with {@link
   * io.burnrate.domain.BurnrateException}: TIMEOUT, OVERLOADED when too many queries wait,
   * PARTIAL_RESULT, STORE_FAILED or STORE_UNREACHABLE.
   */
  CompletionStage<ResultTable> query(Query query);
}
