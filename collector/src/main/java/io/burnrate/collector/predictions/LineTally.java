package io.burnrate.collector.predictions;

import io.burnrate.collector.http.Counts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What became of the lines of one body. One thread. */
final class LineTally {
  /** The most lines that are told of singly. */
  static final int MAX_ERRORS = 20;

  private final Counts<BadLine.Reason> rejected = new Counts<>(BadLine.Reason.class);
  private final JsonArray errors = new JsonArray();
  private long accepted;
  private long leftOut;
  private long newestMillis = Long.MIN_VALUE;

  /**
   * Counts one that is sound.
   *
   * @param timeMillis when it was made
   */
  void accept(long timeMillis) {
    accepted++;
    newestMillis = Math.max(newestMillis, timeMillis);
  }

  /** Counts one of the accepted that is not kept, as it is older than predictions are kept. */
  void leaveOut() {
    leftOut++;
  }

  void reject(long line, BadLine why) {
    rejected.add(why.reason());
    if (errors.size() < MAX_ERRORS) {
      errors.add(new JsonObject().put("line", line).put("error", why.detail()));
    }
  }

  long accepted() {
    return accepted;
  }

  long leftOut() {
    return leftOut;
  }

  long rejected() {
    return rejected.sum();
  }

  long rejected(BadLine.Reason reason) {
    return rejected.of(reason);
  }

  /** The newest time of those that are kept; only where there is one. */
  long newestMillis() {
    return newestMillis;
  }

  /** What is wrong with the first line that is not sound; empty where all are. */
  String firstError() {
    return errors.isEmpty() ? "" : errors.getJsonObject(0).getString("error");
  }

  JsonObject json() {
    return new JsonObject()
        .put("accepted", accepted)
        .put("leftOut", leftOut)
        .put("rejected", rejected())
        .put("errors", errors);
  }
}
