package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both transports do the same way. Thread-safe. */
record Transport(Intake intake, WritePath writePath, OtlpMetrics metrics, UnderWay underWay) {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  /** A refusal of all that comes while closing. */
  @Nullable Refusal closing() {
    return underWay.closing() ? Refusal.overloaded("closing") : null;
  }

  /** Counts what was read against the sender's limit. */
  void charge(HttpServerRequest request, Tally tally) {
    intake.charge(intake.sender(request), tally.accepted() + tally.rejected());
  }

  static Refusal refusal(Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    if (refusal.unforeseen()) {
      LOG.error("An export failed in a way that nobody foresaw", failure);
    } else if (refusal.status() >= 500) {
      LOG.debug("An export was not kept: {}", refusal.detail());
    }
    return refusal;
  }
}
