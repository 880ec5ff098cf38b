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

  void accept() {
    accepted++;
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

  long rejected() {
    return rejected.sum();
  }

  long rejected(BadLine.Reason reason) {
    return rejected.of(reason);
  }

  JsonObject json() {
    return new JsonObject()
        .put("accepted", accepted)
        .put("rejected", rejected())
        .put("errors", errors);
  }
}
