package io.burnrate.collector.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of bodies that are being received, parsed or stored, with an upper limit. Every request
 * counts for {@link #REQUEST_BYTES} at least, so that the number of requests is bounded as well.
 * Thread-safe.
 */
final class InFlightBytes {
  /** What a request costs without its body. */
  static final long REQUEST_BYTES = 16 << 10;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  InFlightBytes(long limit) {
    this.limit = limit;
  }

  long held() {
    return held.get();
  }

  Lease open() {
    return new Lease();
  }

  /** The share of one request. */
  final class Lease implements AutoCloseable {
    private long bytes;
    private boolean closed;

    /** Takes {@code more} bytes, or throws a 503 when the limit is reached. */
    synchronized void grow(long more) {
      if (closed) {
        throw Refusal.overloaded("the request is over");
      }
      if (held.addAndGet(more) > limit) {
        held.addAndGet(-more);
        throw Refusal.overloaded(
            "more than " + limit + " bytes of requests are in flight; repeat later");
      }
      bytes += more;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        held.addAndGet(-bytes);
      }
    }
  }
}
