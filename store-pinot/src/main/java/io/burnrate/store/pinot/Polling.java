package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks again and again. */
final class Polling {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Polling() {}

  /** Returns when {@code condition} holds; fails with TIMEOUT and {@code what} if it does not. */
  static void await(BooleanSupplier condition, Duration timeout, Supplier<String> what) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > timeout.toNanos()) {
        throw new BurnrateException(ErrorCode.TIMEOUT, what.get());
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BurnrateException(ErrorCode.TIMEOUT, what.get(), e);
      }
    }
  }
}
