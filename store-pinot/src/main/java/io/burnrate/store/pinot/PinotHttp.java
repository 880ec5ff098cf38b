package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks Pinot's administrative addresses. Thread-safe. */
final class PinotHttp {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

  /** Until the whole answer is there: what is told to the client ends with the headers. */
  private static final Duration BODY_TIMEOUT = ANSWER_TIMEOUT.plusMillis(500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PinotConfig config;
  private final HttpClient client;

  /**
   * An answer.
   *
   * @param body missing unless the status is 200
   */
  record Answer(int status, JsonNode body) {}

  PinotHttp(PinotConfig config) {
    this.config = config;
    // Not HTTP/2: Pinot's servers wait half a minute on an offer to change to it.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(Trust.context(config.tls()))
            .build();
  }

  /** The answer to GET; fails with an IOException or a TimeoutException when there is none. */
  CompletableFuture<Answer> get(URI base, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", "application/json");
    config.headers().forEach(request::header);
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request.build(), BodyHandlers.ofString());
    return sent.thenApply(
            answer ->
                new Answer(
                    answer.statusCode(),
                    answer.statusCode() == 200 ? parse(answer.body()) : MissingNode.getInstance()))
        .orTimeout(BODY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> sent.cancel(true));
  }

  /** What is no JSON, such as the OK of a health check, is missing. */
  private static JsonNode parse(String body) {
    if (!body.startsWith("{") && !body.startsWith("[")) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
