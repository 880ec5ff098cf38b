package io.burnrate.api;

import io.burnrate.domain.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was found, or why not. */
final class Replies {
  static final String JSON = "application/json";
  static final String PROBLEM = HttpProblem.MEDIA_TYPE;

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  static void send(RoutingContext context, int status, String type, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    response.end(body);
  }

  /** Tells why there is no answer; a failure of ours is logged. */
  static void fail(RoutingContext context, Throwable failure) {
    ProblemException problem = ProblemException.of(failure);
    if (problem.status() == 500) {
      LOG.error("{} failed", context.normalizedPath(), failure);
    } else if (problem.status() > 500) {
      LOG.debug("{} is not answered: {}", context.normalizedPath(), problem.code(), failure);
    }
    if (problem.retryable()) {
      context
          .response()
          .putHeader("Retry-After", Integer.toString(HttpProblem.RETRY_AFTER_SECONDS));
    }
    byte[] body =
        Answer.object(
            json -> {
              json.writeStringField("type", HttpProblem.type(problem.code()));
              json.writeStringField("title", problem.title());
              json.writeNumberField("status", problem.status());
              json.writeStringField("detail", problem.detail());
              json.writeStringField("code", problem.code());
              if (!problem.parameter().isEmpty()) {
                json.writeStringField("parameter", problem.parameter());
              }
            });
    send(context, problem.status(), PROBLEM, Buffer.buffer(body));
  }

  /**
   * Answers what the router itself refuses: no such path, method not allowed, bad encoding.
   *
   * @param allowedMethods methods that the path knows
   */
  static void refuse(RoutingContext context, int status, Set<String> allowedMethods) {
    if (status >= 500 && context.failure() != null) {
      fail(context, context.failure());
      return;
    }
    String allowed = String.join(", ", allowedMethods);
    if (status == 405) {
      context.response().putHeader("Allow", allowed);
    }
    String detail =
        switch (status) {
          case 404 -> "No such path; GET / names those there are";
          case 405 -> "Allowed here: " + allowed;
          case 413 -> "The body is larger than allowed";
          case 414 -> "The address is longer than allowed";
          default -> "The request is not valid here";
        };
    fail(context, ProblemException.ofStatus(status, detail));
  }
}
