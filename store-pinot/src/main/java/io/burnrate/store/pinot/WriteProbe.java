package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka takes what is written, as a write of ours now and then tells. While it does not,
 * acknowledged rows may wait in the spools of other processes. Used by one thread; writes may be
 * answered on any.
 */
final class WriteProbe {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** How long a write tells something; a pause and a slow write. */
  private static final Duration LASTING = Duration.ofSeconds(6);

  private final Supplier<CompletionStage<Void>> write;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile @Nullable Long takenNanos;
  private long nextNanos = System.nanoTime();

  /**
   * One that has not tried yet.
   *
   * @param write does not block
   */
  WriteProbe(Supplier<CompletionStage<Void>> write) {
    this.write = write;
  }

  /** Whether a write of the last seconds was taken. Tries again, if it is time. Does not block. */
  boolean taken() {
    long now = System.nanoTime();
    if (now - nextNanos >= 0 && underWay.compareAndSet(false, true)) {
      nextNanos = now + PAUSE.toNanos();
      write
          .get()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  takenNanos = now;
                }
                underWay.set(false);
              });
    }
    Long last = takenNanos;
    return last != null && System.nanoTime() - last < LASTING.toNanos();
  }
}
