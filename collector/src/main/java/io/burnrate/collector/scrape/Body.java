package io.burnrate.collector.scrape;

import io.burnrate.collector.http.Gunzip;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** A page as it comes in, within two limits: its own, and that of all pages together. */
final class Body implements AutoCloseable {
  private static final int SMALLEST = 16 << 10;

  private final long maxBytes;
  private final BodyBudget budget;
  private byte[] bytes = new byte[0];
  private int length;
  private PageFormat format = PageFormat.TEXT;
  private boolean packed;
  private boolean delimited;
  private int expectedUnpacked;

  /**
   * An empty body.
   *
   * @param maxBytes of the page, after decompression
   */
  Body(long maxBytes, BodyBudget budget) {
    this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 9);
    this.budget = budget;
  }

  /** Makes room for a page of about {@code expected} bytes. */
  void expect(long expected) {
    resize((int) Math.min(maxBytes, Math.max(SMALLEST, expected)));
  }

  void add(Buffer part) {
    long longer = (long) length + part.length();
    if (longer > maxBytes) {
      throw tooLarge();
    }
    if (longer > bytes.length) {
      resize((int) Math.min(maxBytes, Math.max(longer, Math.max(SMALLEST, bytes.length * 2L))));
    }
    part.getBytes(0, part.length(), bytes, length);
    length = (int) longer;
  }

  /** What comes is packed by gzip, probably of about {@code expected} bytes. */
  void packed(int expected) {
    packed = true;
    expectedUnpacked = expected;
  }

  boolean packed() {
    return packed;
  }

  /** How many bytes it probably is of, once it is unpacked. */
  int expectedBytes() {
    return packed ? Math.max(length, expectedUnpacked) : length;
  }

  /** Puts what was packed into the place of what came; the limit holds for it too. */
  void unpack() {
    byte[] came = bytes;
    Gunzip content = new Gunzip(maxBytes, this::take);
    try {
      int first = (int) Math.min(maxBytes, Math.max(SMALLEST, expectedUnpacked));
      if (!content.unpack(came, length, first)) {
        throw tooLarge();
      }
    } catch (EOFException e) {
      throw new ScrapeException(Outcome.CUT, "the page ends before the end of its gzip");
    } catch (IOException e) {
      throw new ScrapeException(Outcome.UNREADABLE, "not sound gzip: " + e.getMessage());
    } finally {
      bytes = content.bytes();
      length = content.length();
      packed = false;
      delimited = true;
      budget.giveBack(came.length);
    }
  }

  /** Notes that its end was marked, so that what came is all of it. */
  void delimited() {
    delimited = true;
  }

  /** Ends the last line where only that is missing, and not what comes before it. */
  void endLine() {
    boolean open = length > 0 && length < maxBytes && bytes[length - 1] != '\n';
    if (delimited && open && format != PageFormat.PROTOBUF) {
      add(Buffer.buffer("\n"));
    }
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

  private ScrapeException tooLarge() {
    return new ScrapeException(
        Outcome.TOO_LARGE, "page larger than the limit of " + maxBytes + " bytes");
  }

  private void resize(int capacity) {
    int more = capacity - bytes.length;
    if (more > 0) {
      take(more);
      bytes = Arrays.copyOf(bytes, capacity);
    }
  }

  private void take(long more) {
    if (!budget.take(more)) {
      throw new ScrapeException(
          Outcome.OVERLOADED, "pages being received take too much memory together");
    }
  }

  /** Gives its room back. Twice does no harm. */
  @Override
  public void close() {
    budget.giveBack(bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
