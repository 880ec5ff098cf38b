package io.burnrate.collector.sources;

/**
 * How many there were in the last minute, in steps of five seconds. Thread-safe.
 *
 * <p>What is summed up covers 55 to 60 seconds, and is divided by just that time, so a steady
 * stream has a steady rate. A stream that began less than a minute ago is shown as slower than it
 * is.
 */
final class Rate {
  static final long STEP_MILLIS = 5_000;

  private static final int STEPS = 12;

  private final long[] counts = new long[STEPS];

  /** The newest step that {@link #counts} is about. */
  private long newest = Long.MIN_VALUE;

  synchronized void add(long nowMillis, long count) {
    move(nowMillis);
    counts[Math.floorMod(Math.floorDiv(nowMillis, STEP_MILLIS), STEPS)] += count;
  }

  synchronized double perSecond(long nowMillis) {
    move(nowMillis);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long covered = (STEPS - 1) * STEP_MILLIS + Math.floorMod(nowMillis, STEP_MILLIS) + 1;
    return sum * 1_000.0 / covered;
  }

  /** Empties the steps between the newest and now; a clock that goes back changes nothing. */
  private void move(long nowMillis) {
    long now = Math.floorDiv(nowMillis, STEP_MILLIS);
    if (newest == Long.MIN_VALUE) {
      newest = now;
    }
    long empty = Math.min(STEPS, now - newest);
    for (long step = 0; step < empty; step++) {
      counts[Math.floorMod(now - step, STEPS)] = 0;
    }
    newest = Math.max(newest, now);
  }
}
