package io.burnrate.analytics;

import io.burnrate.domain.Price;
import io.burnrate.store.RowBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes ledgers of one price, 3.60 USD an hour, whose store is a list. */
final class TestingLedger {
  private TestingLedger() {}

  /** Idle below 5 %; the times, in seconds, are as in {@link AnalyticsConfig}. */
  static Ledger of(
      List<RowBatch> kept, int idleAfter, int staleAfter, int closeAfter, int forgetAfter) {
    return of(kept, config(idleAfter, staleAfter, closeAfter, forgetAfter), new PodRequests());
  }

  /** As above. */
  static AnalyticsConfig config(int idleAfter, int staleAfter, int closeAfter, int forgetAfter) {
    return new AnalyticsConfig(
        List.of(new Price("*", 3.60)),
        0.05,
        Duration.ofSeconds(idleAfter),
        Duration.ofSeconds(staleAfter),
        Duration.ofSeconds(closeAfter),
        Duration.ofSeconds(forgetAfter),
        List.of());
  }

  /** A ledger that knows what pods asked for. */
  static Ledger of(List<RowBatch> kept, AnalyticsConfig config, PodRequests requests) {
    return new Ledger(
        new LedgerRules(config, new PriceBook(config.prices()), requests),
        batch -> {
          kept.add(batch);
          return CompletableFuture.completedStage(null);
        });
  }
}
