package io.burnrate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the streams of traffic, each on a thread of its own. Thread-safe. */
final class Traffic implements AutoCloseable {
  private static final long TICK_MILLIS = 200;
  private static final long PATIENCE_SECONDS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  private final List<Running> running = new ArrayList<>();

  /** One kind of traffic. */
  interface Stream extends AutoCloseable {
    /** Sends what has become due; an interrupt ends it. */
    void sendDue() throws InterruptedException;

    @Override
    void close();
  }

  private record Running(Stream stream, ScheduledExecutorService executor) {}

  synchronized void run(Stream stream, String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "simulator-" + name);
              thread.setDaemon(true);
              return thread;
            });
    running.add(new Running(stream, executor));
    var unused =
        executor.scheduleWithFixedDelay(
            () -> sendDue(stream, name), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void sendDue(Stream stream, String name) {
    try {
      stream.sendDue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Simulated {} stumbled", name, e);
    }
  }

  /** Stops sending and waits until nothing is sent any more. */
  @Override
  public synchronized void close() {
    // What is under way is counted as sent or lost once it is answered, so it is not cut short.
    running.forEach(each -> each.executor().shutdown());
    for (Running each : running) {
      try {
        if (!each.executor().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          each.executor().shutdownNow();
          LOG.warn("Simulated traffic did not stop within {} s", PATIENCE_SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      each.stream().close();
    }
    running.clear();
  }
}
