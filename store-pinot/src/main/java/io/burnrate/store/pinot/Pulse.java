package io.burnrate.store.pinot;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Asks Kafka now and then whether it is there. Thread-safe. */
final class Pulse implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 2_000;
  private static final long PATIENCE_MILLIS = 3_000;

  private final Admin admin;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("burnrate-store-pulse"));
  private volatile String trouble = "";

  Pulse(Admin admin) {
    this.admin = admin;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It runs until closed.
  void start() {
    timer.scheduleWithFixedDelay(
        this::beat, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Asks now; what is wrong, or nothing. */
  String beat() {
    try {
      admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      trouble = "";
    } catch (ExecutionException e) {
      trouble = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    } catch (TimeoutException e) {
      trouble = "no answer within " + PATIENCE_MILLIS + " ms";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return trouble;
  }

  /** Why Kafka did not answer when it was asked last; empty when it did. */
  String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
