package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view of the fleet in a process that does not keep the whole ledger itself. Waits for the
 * store when it begins, and for rows while the store's tail stands. Thread-safe.
 */
final class Observer implements LedgerView, AutoCloseable {
  /** How long the store is waited for at the start. */
  static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

  private final LedgerRules rules;
  private final Store store;
  private final InstantSource clock;
  private final Duration patience;
  private final Stall stall;
  private volatile ObservedLedger observed;
  private volatile Instant begun = Instant.MIN;

  Observer(LedgerRules rules, Store store, InstantSource clock) {
    this(rules, store, clock, START_PATIENCE);
  }

  /** An observer that waits for the store for {@code patience} when it begins. */
  Observer(LedgerRules rules, Store store, InstantSource clock, Duration patience) {
    this.rules = rules;
    this.store = store;
    this.clock = clock;
    this.patience = patience;
    this.stall = new Stall(rules.config().closeAfter());
    this.observed = new ObservedLedger(rules, store);
  }

  /**
   * Reads back what is known, and follows. Tries again while the store does not answer, and fails
   * with {@link BurnrateException} when that takes too long.
   */
  void start() {
    long triedSince = System.nanoTime();
    while (true) {
      ObservedLedger next = new ObservedLedger(rules, store);
      try {
        next.open(clock.instant());
        begun = clock.instant();
        observed = next;
        return;
      } catch (CompletionException | BurnrateException e) {
        next.close();
        Throwable cause = e instanceof CompletionException ? e.getCause() : e;
        if (!(cause instanceof BurnrateException failure)) {
          throw e;
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - triedSince);
        if (!failure.code().retryable() || waited.compareTo(patience) > 0) {
          throw new BurnrateException(
              failure.code(),
              "the ledger could not be read back within "
                  + waited.toSeconds()
                  + " s: "
                  + failure.getMessage(),
              failure);
        }
        LOG.warn(
            "the ledger cannot be read back yet, {} s so far: {}",
            waited.toSeconds(),
            failure.getMessage());
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(Math.min(BETWEEN_TRIES.toMillis(), patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BurnrateException(
          ErrorCode.STORE_UNREACHABLE, "interrupted while waiting for the store", e);
    }
  }

  /**
   * Closes what is due at {@code now}. While the readings' tail stands, minutes stay open, for a
   * while.
   */
  void tick(Instant now) {
    Instant told = observed.currentAt();
    Instant currentAt = told.isBefore(begun) ? begun : told;
    boolean patient = now.isBefore(currentAt.plus(LedgerWatch.PATIENCE));
    if (!stall.holds(now, currentAt) || !patient) {
      observed.tick(now);
    }
  }

  @Override
  public Ledger ledger() {
    return observed.ledger();
  }

  @Override
  public Instant closedUntil() {
    return observed.closedUntil();
  }

  @Override
  public LedgerTotals totals() {
    return observed.totals();
  }

  boolean stalled() {
    return stall.stalled();
  }

  /** What it left out at a limit, and what it waited for in vain. */
  Map<String, Double> measurements() {
    return Map.of("unconfirmed_minutes_total", (double) observed.unconfirmedMinutes());
  }

  @Override
  public void close() {
    observed.close();
  }
}
