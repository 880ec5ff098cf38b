package io.burnrate.collector.http;

import io.burnrate.domain.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param contentType empty where there is no body
 * @param headers further ones
 */
public record Answer(int status, String contentType, Buffer body, Map<String, String> headers) {
  /** Shorter answers are never packed. */
  private static final int MIN_PACKED_BYTES = 256;

  public Answer {
    headers = Map.copyOf(headers);
  }

  public Answer(int status, String contentType, Buffer body) {
    this(status, contentType, body, Map.of());
  }

  /** 204, without a body. */
  public static Answer empty() {
    return new Answer(204, "", Buffer.buffer());
  }

  /** The same with these headers. */
  public Answer with(Map<String, String> named) {
    return new Answer(status, contentType, body, named);
  }

  public static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.toBuffer());
  }

  /** A problem detail of RFC 9457 with {@code more} members. */
  public static Answer problem(Refusal refusal, JsonObject more) {
    JsonObject body =
        new JsonObject()
            .put("type", HttpProblem.type(refusal.code()))
            .put("title", HttpProblem.title(refusal.status()))
            .put("status", refusal.status())
            .put("detail", refusal.detail())
            .put("code", refusal.code())
            .mergeIn(more);
    return new Answer(refusal.status(), HttpProblem.MEDIA_TYPE, body.toBuffer());
  }

  /** The same, packed by gzip where the sender takes that and it saves something. */
  public Answer packedIfAsked(HttpServerRequest request) {
    if (body.length() < MIN_PACKED_BYTES || !Gzip.accepted(request.getHeader("Accept-Encoding"))) {
      return this;
    }
    Map<String, String> more = new HashMap<>(headers);
    more.put("Content-Encoding", "gzip");
    return new Answer(status, contentType, Buffer.buffer(Gzip.pack(body.getBytes())), more);
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
    response.setStatusCode(status);
    if (!contentType.isEmpty()) {
      response.putHeader("Content-Type", contentType);
    }
    if (status == 503 || status == 429) {
      response.putHeader("Retry-After", Integer.toString(HttpProblem.RETRY_AFTER_SECONDS));
    } else if (status == 405) {
      response.putHeader("Allow", "POST");
    } else if (status == 415) {
      response.putHeader("Accept-Encoding", "gzip");
    }
    headers.forEach(response::putHeader);
    boolean hangUp = !request.isEnded() && request.version() != HttpVersion.HTTP_2;
    if (hangUp) {
      response.putHeader("Connection", "close");
    }
    Future<Void> sent = response.end(body);
    return hangUp ? sent.eventually(() -> request.connection().close()) : sent;
  }
}
