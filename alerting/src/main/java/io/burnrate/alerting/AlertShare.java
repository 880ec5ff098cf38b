package io.burnrate.alerting;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.SharedStore;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** This replica's membership among those that alert. Thread-safe. */
final class AlertShare {
  static final String GROUP = "alerting";

  /** A store that has not answered by then has not confirmed. */
  static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

  private final SharedStore store;
  private volatile @Nullable Membership membership;

  AlertShare(SharedStore store) {
    this.store = store;
  }

  /** Joins. A store without other replicas gives {@code worker} everything before this returns. */
  void join(Worker worker) {
    membership = store.join(GROUP, Tables.ALERT_EVENTS, worker);
  }

  CompletableFuture<Void> append(RowBatch batch) {
    return ask(member -> member.append(batch).toCompletableFuture());
  }

  /** Completes if this replica is counted on, so that it may speak to the world. */
  CompletableFuture<Void> confirm() {
    return ask(
        member ->
            member
                .confirm()
                .toCompletableFuture()
                .copy()
                .orTimeout(CONFIRM_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  private CompletableFuture<Void> ask(Function<Membership, CompletableFuture<Void>> question) {
    Membership member = membership;
    if (member == null) {
      return CompletableFuture.failedFuture(
          new BurnrateException(ErrorCode.STORE_UNREACHABLE, "alerting has not started"));
    }
    try {
      return question.apply(member);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whether {@code failure} says that another replica does this work now. */
  static boolean notOwner(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof BurnrateException coded) {
        return coded.code() == ErrorCode.NOT_OWNER;
      }
    }
    return false;
  }

  void leave() {
    Membership member = membership;
    if (member != null) {
      member.close();
    }
  }
}
