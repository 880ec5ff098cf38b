package io.burnrate.collector.http;

import io.burnrate.collector.http.InFlightBytes.Lease;
import io.burnrate.domain.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Puts one body together, or drains it once it is refused. Lives on one event loop. */
final class BodyCollector {
  private final Lease lease;
  private final long maxBytes;
  private final Promise<Buffer> whole = Promise.promise();
  private Buffer body = Buffer.buffer();
  private @Nullable Refusal refusal;
  private long drainedBytes;

  BodyCollector(Lease lease, long maxBytes, @Nullable Refusal objection) {
    this.lease = lease;
    this.maxBytes = maxBytes;
    this.refusal = objection;
    if (objection == null) {
      take(InFlightBytes.REQUEST_BYTES);
    }
  }

  /** The body, or the refusal once the rest was drained. */
  Future<Buffer> whole() {
    return whole.future();
  }

  void chunk(Buffer chunk) {
    if (refusal == null && body.length() + (long) chunk.length() > maxBytes) {
      refuse(Refusal.tooLarge("the body is larger than " + maxBytes + " bytes"));
    }
    if (refusal == null && take(chunk.length())) {
      body.appendBuffer(chunk);
      return;
    }
    drainedBytes += chunk.length();
    if (refusal != null && drainedBytes > Intake.MAX_DRAIN_BYTES) {
      whole.tryFail(refusal);
    }
  }

  void end() {
    if (refusal == null) {
      whole.tryComplete(body);
    } else {
      whole.tryFail(refusal);
    }
  }

  void late(long millis) {
    // Not a 408, which senders of telemetry do not repeat.
    Refusal late =
        new Refusal(
            503, ErrorCode.TIMEOUT.name(), "the body did not arrive within " + millis + " ms");
    whole.tryFail(refusal == null ? late : refusal);
  }

  void broken() {
    whole.tryFail(Refusal.invalid(400, "the connection broke inside the body"));
  }

  private boolean take(long bytes) {
    try {
      lease.grow(bytes);
      return true;
    } catch (Refusal refused) {
      refuse(refused);
      return false;
    }
  }

  private void refuse(Refusal why) {
    refusal = why;
    body = Buffer.buffer();
    lease.close();
  }
}
