package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Pinot's controller, one question after the other. Failures are {@link BurnrateException}s that
 * name the setting. Thread-safe.
 */
final class Controller {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Making a table waits for ZooKeeper and, one by one, for partitions. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private static final int MAX_ERROR_CHARS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final PinotConfig config;
  private final HttpClient client;

  /**
   * An answer.
   *
   * @param body missing when it is no JSON
   * @param text as it came
   */
  record Answer(int status, JsonNode body, String text) {
    boolean ok() {
      return status / 100 == 2;
    }

    /** What the controller says went wrong, shortened. */
    String error() {
      String said = body.path("error").asText(text).strip();
      return said.length() <= MAX_ERROR_CHARS ? said : said.substring(0, MAX_ERROR_CHARS);
    }
  }

  Controller(PinotConfig config) {
    this.address = config.controller();
    this.config = config;
    // Not HTTP/2: Pinot's servers wait half a minute on an offer to change to it.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(Trust.context(config.tls()))
            .build();
  }

  PinotVersion version() {
    return PinotVersion.of(get("/version"));
  }

  /** The answer to GET; missing when there is no such thing. */
  JsonNode get(String path) {
    Answer answer = ask("GET", path, null);
    if (answer.status() == 404) {
      return MissingNode.getInstance();
    }
    return expectOk(answer, "GET " + path).body();
  }

  /** Any answer but a refused login. */
  Answer ask(String method, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", "application/json");
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body.toString()));
    }
    config.headers().forEach(request::header);
    HttpResponse<String> response = send(request.build());
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new BurnrateException(
          ErrorCode.STORE_FAILED,
          named() + " refuses the login (HTTP " + status + "); see store.authorization");
    }
    return new Answer(status, parse(response.body()), response.body());
  }

  /** {@code answer}, if it is a good one; else the failure to do {@code what}. */
  Answer expectOk(Answer answer, String what) {
    if (!answer.ok()) {
      throw new BurnrateException(
          ErrorCode.STORE_FAILED,
          named() + ": " + what + ": HTTP " + answer.status() + ": " + answer.error());
    }
    return answer;
  }

  private HttpResponse<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request, BodyHandlers.ofString());
    try {
      // What is told to the client ends with the headers.
      return sent.get(ANSWER_TIMEOUT.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Failures.cause(e);
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw silent(why, cause);
    } catch (TimeoutException e) {
      throw silent("no whole answer within " + ANSWER_TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BurnrateException(ErrorCode.STORE_UNREACHABLE, named() + ": interrupted", e);
    } finally {
      sent.cancel(true);
    }
  }

  private BurnrateException silent(String why, Throwable cause) {
    return new BurnrateException(
        ErrorCode.STORE_UNREACHABLE, named() + " does not answer: " + why, cause);
  }

  private String named() {
    return "store.controller " + address;
  }

  private static JsonNode parse(String body) {
    if (!body.startsWith("{") && !body.startsWith("[")) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
