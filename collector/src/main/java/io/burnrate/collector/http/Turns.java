package io.burnrate.collector.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose work is done next: senders take turns, whatever each has waiting, and no sender has all the
 * places, so that one that comes later finds one free. What waits is bounded by the bytes in
 * flight, as all of it holds some. Thread-safe.
 */
final class Turns {
  private final int places;
  private final int placesOfOne;
  private final Consumer<Runnable> workers;

  /** Work that waits, by sender; the first sender is the next. */
  private final LinkedHashMap<String, Deque<Runnable>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> working = new HashMap<>();
  private int taken;

  /**
   * Turns of a few threads.
   *
   * @param places how many threads there are
   * @param placesOfOne how many of them one sender may have at a time
   * @param workers runs what it is given on one of the threads
   */
  Turns(int places, int placesOfOne, Consumer<Runnable> workers) {
    this.places = places;
    this.placesOfOne = placesOfOne;
    this.workers = workers;
  }

  /** Has {@code work} done when it is the sender's turn. The work must not throw. */
  void add(String sender, Runnable work) {
    synchronized (this) {
      waiting.computeIfAbsent(sender, each -> new ArrayDeque<>()).add(work);
    }
    start();
  }

  synchronized int waiting() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  private void start() {
    while (true) {
      Runnable next = next();
      if (next == null) {
        return;
      }
      workers.accept(next);
    }
  }

  private synchronized @Nullable Runnable next() {
    if (taken == places) {
      return null;
    }
    for (String sender : waiting.keySet()) {
      if (working.getOrDefault(sender, 0) < placesOfOne) {
        return take(sender);
      }
    }
    return null;
  }

  private Runnable take(String sender) {
    Deque<Runnable> its = Objects.requireNonNull(waiting.remove(sender));
    Runnable work = its.remove();
    if (!its.isEmpty()) {
      waiting.put(sender, its); // behind the others
    }
    taken++;
    working.merge(sender, 1, Integer::sum);
    return () -> {
      try {
        work.run();
      } finally {
        done(sender);
        start();
      }
    };
  }

  private synchronized void done(String sender) {
    taken--;
    working.computeIfPresent(sender, (same, count) -> count > 1 ? count - 1 : null);
  }
}
