package io.burnrate.store.pinot;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Names threads; none of them keeps the process alive. */
final class Daemons {
  /** Groups whose senders wait to be answered; beyond it they are answered at once. */
  private static final int MAX_WAITING_ANSWERS = 1_024;

  private Daemons() {}

  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> thread(name + "-" + count.incrementAndGet(), task);
  }

  static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Senders' follow-ups run here, so that none of them can hold up or dead-lock the sending. */
  static ThreadPoolExecutor answers() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_WAITING_ANSWERS),
        named("burnrate-store-answers"),
        (task, pool) -> task.run());
  }
}
