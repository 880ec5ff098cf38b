package io.burnrate.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has started, closed in the opposite order, once; a step that fails stops no other. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private record Step(String name, AutoCloseable action) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  synchronized void add(String name, AutoCloseable action) {
    steps.push(new Step(name, action));
  }

  synchronized void run() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      long began = System.nanoTime();
      try {
        step.action().close();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly: {}", step.name(), e.toString());
      }
      LOG.debug("{} stopped in {} ms", step.name(), (System.nanoTime() - began) / 1_000_000);
    }
  }
}
