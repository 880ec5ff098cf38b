package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingReject;

/**
 * What became of a page's lines, comments left out: {@code lines} is the sum of samples, shared,
 * rejected, duplicate, unmapped, stale and dropped ones. Written by one thread, then read.
 */
final class PageCounts {
  /** Lines with a sample, good or bad. */
  int lines;

  /** Readings in rows. */
  int samples;

  /** Good readings that name another sharer of a reading that is in its row already. */
  int sharedLines;

  /** The same reading of the same GPU and sharer once more; the first one is kept. */
  int duplicateLines;

  /** Series that no column is for. */
  int unmappedLines;

  /** Marks of a series' end. */
  int staleLines;

  /** Lines that a rule of the job dropped. */
  int droppedLines;

  /** Lines that were recognised by comparing them with the page before. */
  int replayedLines;

  /** Lines of ours that had to be taken apart. */
  int parsedLines;

  private final int[] rejected = new int[Reject.values().length];
  private final int[] servingRejected = new int[ServingReject.values().length];

  void reject(Reject reason) {
    rejected[reason.ordinal()]++;
  }

  void reject(ServingReject reason, int count) {
    servingRejected[reason.ordinal()] += count;
  }

  int rejected(ServingReject reason) {
    return servingRejected[reason.ordinal()];
  }

  int rejected(Reject reason) {
    return rejected[reason.ordinal()];
  }

  int rejectedLines() {
    int sum = 0;
    for (int each : rejected) {
      sum += each;
    }
    for (int each : servingRejected) {
      sum += each;
    }
    return sum;
  }

  /** Whether there were lines and none of them was in the format. */
  boolean unreadable() {
    return lines > 0
        && rejected(Reject.BAD_LINE) + rejected(Reject.UNTERMINATED) + tooLong() == lines;
  }

  private int tooLong() {
    return rejected(Reject.LINE_TOO_LONG);
  }
}
