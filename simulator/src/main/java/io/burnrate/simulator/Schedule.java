package io.burnrate.simulator;

/**
 * Which numbered events are due: event {@code n} at {@code n + 1} periods after the start. Used by
 * one thread.
 */
final class Schedule {
  /** Events further behind than this are skipped. */
  static final int LONGEST_BACKLOG = 10_000;

  private final long startMillis;
  private final double perMilli;
  private long next;

  Schedule(long startMillis, double perSecond) {
    this.startMillis = startMillis;
    perMilli = perSecond / 1000;
  }

  /** How many events were skipped by catching up to {@code nowMillis}. */
  long skipBacklog(long nowMillis) {
    long skipped = Math.max(0, due(nowMillis) - next - LONGEST_BACKLOG);
    next += skipped;
    return skipped;
  }

  /** Whether one more event is due; if so, {@link #take} gives it. */
  boolean hasDue(long nowMillis) {
    return next < due(nowMillis);
  }

  long take() {
    return next++;
  }

  /** When event {@code number} happens, nanoseconds since the epoch. */
  long epochNanos(long number) {
    return startMillis * 1_000_000 + (long) ((number + 1) / perMilli * 1e6);
  }

  private long due(long nowMillis) {
    return (long) Math.floor((nowMillis - startMillis) * perMilli);
  }
}
