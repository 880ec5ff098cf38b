package io.burnrate.collector.scrape;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** A page as it comes in, within two limits: its own, and that of all pages together. */
final class Body implements AutoCloseable {
  private static final int SMALLEST = 16 << 10;

  private final long maxBytes;
  private final BodyBudget budget;
  private byte[] bytes = new byte[0];
  private int length;
  private PageFormat format = PageFormat.TEXT;

  /**
   * An empty body.
   *
   * @param maxBytes of the page, after decompression
   */
  Body(long maxBytes, BodyBudget budget) {
    this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 8);
    this.budget = budget;
  }

  /** Makes room for a page of about {@code expected} bytes. */
  void expect(long expected) {
    refuseAbove(expected);
    resize((int) Math.min(maxBytes, Math.max(SMALLEST, expected)));
  }

  void add(Buffer part) {
    long longer = (long) length + part.length();
    refuseAbove(longer);
    if (longer > bytes.length) {
      resize((int) Math.min(maxBytes, Math.max(longer, Math.max(SMALLEST, bytes.length * 2L))));
    }
    part.getBytes(0, part.length(), bytes, length);
    length = (int) longer;
  }

  /** Notes what it is written in. */
  void format(PageFormat told) {
    format = told;
  }

  PageFormat format() {
    return format;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void refuseAbove(long wanted) {
    if (wanted > maxBytes) {
      throw new ScrapeException(
          Outcome.TOO_LARGE, "page larger than the limit of " + maxBytes + " bytes");
    }
  }

  private void resize(int capacity) {
    int more = capacity - bytes.length;
    if (more <= 0) {
      return;
    }
    if (!budget.take(more)) {
      throw new ScrapeException(
          Outcome.OVERLOADED, "pages being received take too much memory together");
    }
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** Gives its room back. Twice does no harm. */
  @Override
  public void close() {
    budget.giveBack(bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
