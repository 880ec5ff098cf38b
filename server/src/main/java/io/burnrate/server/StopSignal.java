package io.burnrate.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM. The program's own thread does the cleaning up; the JVM waits for it, and then
 * ends with exit code 0, because it was asked to stop. Thread-safe.
 */
final class StopSignal {
  /** A stop that takes longer is cut short. */
  static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::shutDown, "burnrate-stop"));
    return signal;
  }

  /** Waits until the process is asked to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits at most {@code time}; true when the process is asked to stop. */
  boolean await(Duration time) throws InterruptedException {
    return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says that everything is cleaned up. */
  void finished() {
    finished.countDown();
  }

  private void shutDown() {
    boolean wasRunning = finished.getCount() > 0;
    asked.countDown();
    try {
      boolean clean = finished.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
      if (wasRunning) {
        Runtime.getRuntime().halt(clean ? ExitCodes.OK : ExitCodes.FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
