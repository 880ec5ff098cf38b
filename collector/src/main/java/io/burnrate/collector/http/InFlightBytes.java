package io.burnrate.collector.http;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of bodies that are being received, parsed or stored, with an upper limit. Every request
 * counts for {@link #REQUEST_BYTES} at least, so that the number of requests is bounded as well.
 * Thread-safe.
 *
 * <p>A sender may hold at most {@link #SHARE} times what is free, which is the dynamic threshold of
 * Choudhury and Hahne (IEEE/ACM Transactions on Networking 6(2), 1998): alone it gets four fifths,
 * two loud ones four ninths each, and there is always room for the next one that comes.
 */
final class InFlightBytes {
  /** What a request costs without its body. */
  static final long REQUEST_BYTES = 16 << 10;

  /** What a sender may hold, for each free byte. */
  static final long SHARE = 4;

  private final long limit;
  private final Map<String, Long> bySender = new HashMap<>();
  private long held;

  InFlightBytes(long limit) {
    this.limit = limit;
  }

  /** A limit under which one sender alone may hold {@code bytes}. */
  static InFlightBytes allowing(long bytes) {
    return new InFlightBytes(Math.addExact(bytes, bytes / SHARE + 1));
  }

  synchronized long held() {
    return held;
  }

  /** Senders that hold some. */
  synchronized int senders() {
    return bySender.size();
  }

  Lease open(String sender) {
    return new Lease(sender);
  }

  private synchronized void take(String sender, long more) {
    long all = held + more;
    if (all > limit) {
      throw Refusal.overloaded(
          "more than " + limit + " bytes of requests are in flight; repeat later");
    }
    long its = bySender.getOrDefault(sender, 0L) + more;
    if (its > SHARE * (limit - all)) {
      throw Refusal.overloaded(
          "this sender has "
              + (its - more)
              + " bytes of requests in flight, which is its share; repeat later");
    }
    held = all;
    bySender.put(sender, its);
  }

  private synchronized void give(String sender, long bytes) {
    held -= bytes;
    bySender.computeIfPresent(
        sender, (same, its) -> its > bytes ? Long.valueOf(its - bytes) : null);
  }

  /** What one request holds. */
  final class Lease implements AutoCloseable {
    private final String sender;
    private long bytes;
    private boolean closed;

    private Lease(String sender) {
      this.sender = sender;
    }

    /** Takes {@code more} bytes, or throws a 503 when a limit is reached. */
    synchronized void grow(long more) {
      if (closed) {
        throw Refusal.overloaded("the request is over");
      }
      take(sender, more);
      bytes += more;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        if (bytes > 0) {
          give(sender, bytes);
        }
      }
    }
  }
}
