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
    AnalyticsConfig config =
        new AnalyticsConfig(
            List.of(new Price("*", 3.60)),
            0.05,
            Duration.ofSeconds(idleAfter),
            Duration.ofSeconds(staleAfter),
            Duration.ofSeconds(closeAfter),
            Duration.ofSeconds(forgetAfter),
            List.of());
    return new Ledger(
        new LedgerRules(config, new PriceBook(config.prices())),
        batch -> {
          kept.add(batch);
          return CompletableFuture.completedStage(null);
        });
  }
}
