package io.burnrate.analytics;

import java.time.Instant;

/** A ledger of the whole fleet, to answer from. Thread-safe. */
interface LedgerView {
  Ledger ledger();

  /** Minutes before this instant are in the store; {@link Instant#EPOCH} before the first. */
  Instant closedUntil();

  LedgerTotals totals();

  /** Nothing is known yet. */
  static LedgerView of(Ledger ledger) {
    return new LedgerView() {
      @Override
      public Ledger ledger() {
        return ledger;
      }

      @Override
      public Instant closedUntil() {
        return ledger.totals().closedUntil();
      }

      @Override
      public LedgerTotals totals() {
        return ledger.totals();
      }
    };
  }
}
