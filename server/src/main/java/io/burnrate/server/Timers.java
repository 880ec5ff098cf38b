package io.burnrate.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clockwork of what has none of its own: runs each job again and again, never twice at a time.
 * A job that throws is logged and runs again. Thread-safe.
 */
final class Timers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  /** One for each job, so that a long drift evaluation holds up no ledger minute. */
  private static final int THREADS = 4;

  private static final int STOP_SECONDS = 2;

  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          THREADS,
          job -> {
            Thread thread = new Thread(job, "burnrate-timer");
            thread.setDaemon(true);
            return thread;
          });

  /** Runs {@code job} first after {@code pause}, and then always {@code pause} after its end. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void every(String name, Duration pause, Runnable job) {
    executor.scheduleWithFixedDelay(
        () -> guarded(name, job), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void guarded(String name, Runnable job) {
    try {
      job.run();
    } catch (RuntimeException | Error e) {
      // Whatever it is: a job that throws out of here would never run again.
      LOG.warn("{}: evaluation failed, tried again later", name, e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a timer's job is still running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
