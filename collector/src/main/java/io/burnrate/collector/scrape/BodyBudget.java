package io.burnrate.collector.scrape;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all pages being received may take together. Thread-safe. */
final class BodyBudget {
  private final long mostBytes;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Room for one page of the largest size, packed and unpacked, or an eighth of the heap. */
  static BodyBudget of(long maxBodyBytes) {
    return new BodyBudget(Math.max(2 * (maxBodyBytes + 1), Runtime.getRuntime().maxMemory() / 8));
  }

  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= mostBytes) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long takenBytes() {
    return taken.get();
  }
}
