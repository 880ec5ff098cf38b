package io.burnrate.collector.scrape;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A page as it comes in, within two limits: its own, and that of all pages together. */
final class Body implements AutoCloseable {
  private static final int SMALLEST = 16 << 10;
  private static final int UNPACKED_AT_ONCE = 8 << 10;

  private final long maxBytes;
  private final BodyBudget budget;
  private byte[] bytes = new byte[0];
  private int length;
  private PageFormat format = PageFormat.TEXT;
  private boolean packed;
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
    refuseAbove(longer);
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
    InputStream source = new ByteArrayInputStream(came, 0, length);
    bytes = new byte[0];
    length = 0;
    packed = false;
    try (InputStream in = new GZIPInputStream(source, UNPACKED_AT_ONCE)) {
      resize((int) Math.min(maxBytes, Math.max(SMALLEST, expectedUnpacked)));
      int read = 0;
      while (read >= 0) {
        length += read;
        refuseAbove(length);
        if (length == bytes.length) {
          resize((int) Math.min(maxBytes + 1, 2L * length));
        }
        read = in.read(bytes, length, bytes.length - length);
      }
    } catch (EOFException e) {
      throw new ScrapeException(Outcome.CUT, "the page ends before the end of its gzip");
    } catch (IOException e) {
      throw new ScrapeException(Outcome.UNREADABLE, "not sound gzip: " + e.getMessage());
    } finally {
      budget.giveBack(came.length);
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
