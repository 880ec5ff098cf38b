package io.burnrate.store.duckdb;

import java.time.Duration;

/**
 * How large the log may grow before a checkpoint writes it into the file: the least, or what a few
 * seconds bring where that is more. For the writer thread only.
 */
final class LogLimit {
  /** The log is looked at no more often. */
  static final Duration LOOK = Duration.ofSeconds(1);

  /** What a log at the limit was gathered in, unless the least or the most says otherwise. */
  static final int SECONDS = 5;

  private final long leastBytes;
  private final long mostBytes;
  private long limitBytes;
  private long lastBytes;
  private long lastNanos;
  private boolean looked;

  /** The least, at first. */
  LogLimit(long leastBytes, long mostBytes) {
    this.leastBytes = leastBytes;
    this.mostBytes = mostBytes;
    this.limitBytes = leastBytes;
  }

  /** Whether it is time to {@link #look}. */
  boolean due(long nanos) {
    return !looked || nanos - lastNanos >= LOOK.toNanos();
  }

  /**
   * The limit from now on: the least, doubled until it holds what {@link #SECONDS} bring. The first
   * look only begins the measurement.
   *
   * @param bytes how long the log is; less than before means that there was a checkpoint, which
   *     tells nothing of how fast it grows
   */
  long look(long bytes, long nanos) {
    long grown = bytes - lastBytes;
    double wanted = SECONDS * 1e9 * grown / Math.max(1, nanos - lastNanos);
    boolean known = looked && grown >= 0;
    lastBytes = bytes;
    lastNanos = nanos;
    looked = true;
    if (known) {
      limitBytes = leastBytes;
      while (limitBytes < wanted && limitBytes < mostBytes) {
        limitBytes = Math.min(mostBytes, 2 * limitBytes);
      }
    }
    return limitBytes;
  }
}
