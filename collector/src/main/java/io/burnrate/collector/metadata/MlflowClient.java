package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.collector.discovery.Requests;
import io.burnrate.collector.metadata.MlflowException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks an MLflow server, one question at a time. Blocks; for one thread, not an event loop. */
final class MlflowClient {
  /** A larger answer, unpacked, is refused. */
  static final int MAX_BODY_BYTES = 16 << 20;

  /** Redirects of one question, all on the same scheme, host and port. */
  static final int MAX_REDIRECTS = 3;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx;
  private final Context context;
  private final Requests requests;
  private final String base;
  private final long timeoutMillis;

  /** Carries a reason through futures. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    RefusedException(Reason reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }
  }

  MlflowClient(Vertx vertx, MlflowConfig config, long timeoutMillis) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.requests = new Requests(vertx, config.access(), timeoutMillis);
    this.base = config.url() + "/api/2.0/mlflow/";
    this.timeoutMillis = timeoutMillis;
  }

  /** The JSON object that {@code path} answers with; {@code query} is encoded here. */
  JsonNode get(String path, Map<String, String> query) throws MlflowException {
    String url =
        base
            + path
            + query.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    CompletableFuture<Buffer> answer = new CompletableFuture<>();
    context.runOnContext(
        any ->
            Future.<Void>succeededFuture()
                .compose(begun -> fetch(url, MAX_REDIRECTS))
                .onComplete(answer::complete, answer::completeExceptionally));
    try {
      return parsed(answer.get(timeoutMillis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new MlflowException(Reason.TIMEOUT, "no answer within " + timeoutMillis + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MlflowException(Reason.CONNECTION, "closing");
    } catch (ExecutionException e) {
      throw told(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  Future<Void> close() {
    return requests.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static MlflowException told(Throwable cause) {
    if (cause instanceof RefusedException known) {
      return new MlflowException(known.reason, String.valueOf(known.getMessage()));
    }
    Reason reason =
        cause instanceof Requests.UnreadableException ? Reason.CREDENTIALS : Reason.CONNECTION;
    return new MlflowException(reason, String.valueOf(cause.getMessage()));
  }

  private static JsonNode parsed(Buffer body) throws MlflowException {
    try {
      JsonNode root = JSON.readTree(body.getBytes());
      if (root != null && root.isObject()) {
        return root;
      }
    } catch (IOException e) {
      throw new MlflowException(Reason.MALFORMED, "the answer is not JSON");
    }
    throw new MlflowException(Reason.MALFORMED, "the answer is not a JSON object");
  }

  private Future<Buffer> fetch(String url, int redirectsLeft) {
    return requests
        .get(url, Map.of("Accept", "application/json"), true)
        .compose(request -> answered(request, url, redirectsLeft));
  }

  private Future<Buffer> answered(HttpClientRequest request, String url, int redirectsLeft) {
    long late = vertx.setTimer(timeoutMillis, id -> request.reset());
    return request
        .send()
        .compose(response -> body(response, url, redirectsLeft))
        .onComplete(done -> vertx.cancelTimer(late));
  }

  private Future<Buffer> body(HttpClientResponse response, String url, int redirectsLeft) {
    int status = response.statusCode();
    if (REDIRECTS.contains(status)) {
      Requests.passOver(response);
      String next = Requests.resolve(url, response.getHeader("Location"));
      return next != null
              && requests.followsRedirects()
              && redirectsLeft > 0
              && Requests.sameOrigin(url, next)
          ? fetch(next, redirectsLeft - 1)
          : refused(Reason.REDIRECT, "a redirect that is not followed");
    }
    if (status != OK) {
      Requests.passOver(response);
      return refused(status == NOT_FOUND ? Reason.NOT_FOUND : Reason.STATUS, "status " + status);
    }
    Buffer all = Buffer.buffer();
    response.handler(
        part -> {
          if (all.length() <= MAX_BODY_BYTES) {
            all.appendBuffer(part);
            if (all.length() > MAX_BODY_BYTES) {
              response.request().reset();
            }
          }
        });
    return response
        .end()
        .transform(
            done -> {
              if (all.length() > MAX_BODY_BYTES) {
                return refused(Reason.TOO_LARGE, "an answer of over " + MAX_BODY_BYTES + " bytes");
              }
              return done.succeeded()
                  ? Future.succeededFuture(all)
                  : Future.failedFuture(done.cause());
            });
  }

  private static Future<Buffer> refused(Reason reason, String message) {
    return Future.failedFuture(new RefusedException(reason, message));
  }
}
