package io.burnrate.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has started, closed in the opposite order, once, before one deadline. Each stage has a share
 * of the time that those before it cannot use up; what they leave over is its own too. A step that
 * fails stops no other, and one that takes longer is left behind, on its own daemon thread.
 * Thread-safe.
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private record Step(String name, AutoCloseable action) {}

  /** Steps that close at the same time. */
  private record Stage(Duration share, List<Step> steps) {}

  private final Duration longest;
  private final Deque<Stage> stages = new ArrayDeque<>();

  /** Closes within {@code longest}, which the shares may not exceed. */
  Closing(Duration longest) {
    this.longest = longest;
  }

  /** A stage of its own, closed before all that were added earlier. */
  synchronized void add(String name, Duration share, AutoCloseable action) {
    Duration all = share.plus(promised());
    if (all.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          name + ": the shares come to " + all + ", expected at most " + longest);
    }
    Stage stage = new Stage(share, new ArrayList<>());
    stage.steps().add(new Step(name, action));
    stages.push(stage);
  }

  /** Closed at the same time as what was added last. */
  synchronized void addBeside(String name, AutoCloseable action) {
    stages.element().steps().add(new Step(name, action));
  }

  synchronized void run() {
    long deadline = System.nanoTime() + longest.toNanos();
    boolean interrupted = false;
    while (!stages.isEmpty()) {
      Stage stage = stages.pop();
      interrupted |= close(stage, deadline - promised().toNanos());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the stages that are left may count on. */
  private Duration promised() {
    return stages.stream().map(Stage::share).reduce(Duration.ZERO, Duration::plus);
  }

  /** Answers whether this thread was interrupted, which ends the wait for this stage only. */
  private static boolean close(Stage stage, long deadline) {
    CountDownLatch ended = new CountDownLatch(stage.steps().size());
    for (Step step : stage.steps()) {
      Thread thread = new Thread(() -> close(step, ended), "burnrate-close-" + step.name());
      thread.setDaemon(true);
      thread.start();
    }
    try {
      if (!ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} did not all stop in time", stage.steps().stream().map(Step::name).toList());
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static void close(Step step, CountDownLatch ended) {
    long began = System.nanoTime();
    try {
      step.action().close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly: {}", step.name(), e.toString());
    } finally {
      ended.countDown();
    }
    LOG.debug("{} stopped in {} ms", step.name(), (System.nanoTime() - began) / 1_000_000);
  }
}
