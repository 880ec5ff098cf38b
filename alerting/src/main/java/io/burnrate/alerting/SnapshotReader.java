package io.burnrate.alerting;

import io.burnrate.analytics.SloStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks every signal once for an evaluation. Thread-safe: it holds no state. */
final class SnapshotReader {
  /** An evaluation waits so long for the objectives; then they count as missing. */
  private static final Duration SLO_TIMEOUT = Duration.ofSeconds(30);

  private final Signals signals;
  private final Troubles troubles;
  private final boolean objectives;

  /**
   * A reader.
   *
   * @param objectives whether they are asked for, which costs queries
   */
  SnapshotReader(Signals signals, Troubles troubles, boolean objectives) {
    this.signals = signals;
    this.troubles = troubles;
    this.objectives = objectives;
  }

  /** What there is to see at {@code now}. Never fails: what cannot be read is missing. */
  CompletableFuture<Snapshot> read(Instant now) {
    return slos().thenApply(slos -> snapshot(now, slos));
  }

  private CompletableFuture<@Nullable List<SloStatus>> slos() {
    if (!objectives) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<List<SloStatus>> asked;
    try {
      asked =
          signals
              .slos()
              .get()
              .toCompletableFuture()
              .copy()
              .orTimeout(SLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    return asked.handle(
        (slos, failure) -> {
          if (failure == null) {
            troubles.present("objectives");
            return slos;
          }
          troubles.missing("objectives", failure);
          return null;
        });
  }

  private Snapshot snapshot(Instant now, @Nullable List<SloStatus> slos) {
    return new Snapshot(
        now,
        signals.idleAfter(),
        read("GPUs", signals.gpus()),
        read("targets", signals.targets()),
        slos,
        read("drift", signals.drift()),
        read("ledger", signals.ledger()));
  }

  private <T> @Nullable T read(String what, Supplier<T> supplier) {
    try {
      T answer = supplier.get();
      troubles.present(what);
      return answer;
    } catch (RuntimeException e) {
      troubles.missing(what, e);
      return null;
    }
  }
}
