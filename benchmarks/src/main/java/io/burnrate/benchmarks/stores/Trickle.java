package io.burnrate.benchmarks.stores;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The fleet's pages in real time, a thousand rows a second, while something else is measured. */
final class Trickle implements AutoCloseable {
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(1) / Fleet.NODES;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong refused = new AtomicLong();

  private Trickle() {}

  static Trickle start(Side side, Fleet fleet) {
    Trickle trickle = new Trickle();
    var unused =
        trickle.clock.scheduleAtFixedRate(
            () ->
                side.store()
                    .append(fleet.next())
                    .whenComplete(
                        (nothing, failure) -> {
                          if (failure != null) {
                            trickle.refused.incrementAndGet();
                          }
                        }),
            0,
            PAGE_NANOS,
            TimeUnit.NANOSECONDS);
    return trickle;
  }

  /** Batches that were not taken. */
  long refused() {
    return refused.get();
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdownNow();
    clock.awaitTermination(10, TimeUnit.SECONDS);
  }
}
