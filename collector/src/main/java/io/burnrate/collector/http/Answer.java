package io.burnrate.collector.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/** What a request is answered with. */
public record Answer(int status, String contentType, Buffer body) {
  /** What a sender is told to wait, in seconds, before it repeats after a 503. */
  public static final int RETRY_AFTER_SECONDS = 2;

  public static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.toBuffer());
  }

  /** A problem detail of RFC 9457 with {@code more} members. */
  public static Answer problem(Refusal refusal, JsonObject more) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title(refusal.status()))
            .put("status", refusal.status())
            .put("detail", refusal.detail())
            .put("code", refusal.code())
            .mergeIn(more);
    return new Answer(refusal.status(), "application/problem+json", body.toBuffer());
  }

  /**
   * Sends it. When a part of the request's body was not read, the connection is closed afterwards:
   * what follows on it could not be told apart.
   */
  public Future<Void> send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.failedFuture("the sender is gone");
    }
    response.setStatusCode(status).putHeader("Content-Type", contentType);
    if (status == 503) {
      response.putHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
    } else if (status == 405) {
      response.putHeader("Allow", "POST");
    } else if (status == 415) {
      response.putHeader("Accept-Encoding", "gzip");
    }
    boolean hangUp = !request.isEnded() && request.version() != HttpVersion.HTTP_2;
    if (hangUp) {
      response.putHeader("Connection", "close");
    }
    Future<Void> sent = response.end(body);
    return hangUp ? sent.eventually(() -> request.connection().close()) : sent;
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Request Refused" : "Internal Server Error";
    };
  }
}
