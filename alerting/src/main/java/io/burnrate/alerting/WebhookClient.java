package io.burnrate.alerting;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes one attempt at a time to hand a payload to one webhook. Thread-safe. */
final class WebhookClient {
  /** More of an answer's body than this is not read. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  private final AlertingConfig.Webhook webhook;
  private final HttpClient client;

  WebhookClient(AlertingConfig.Webhook webhook, Vertx vertx) {
    this.webhook = webhook;
    long timeoutMillis = webhook.timeout().toMillis();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.ALWAYS)
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeoutMillis))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(Integer.MAX_VALUE, 2 * timeoutMillis)));
  }

  /** What came of one attempt. */
  enum Verdict {
    TAKEN,
    /** It will never be taken. */
    REFUSED,
    TRY_AGAIN
  }

  /**
   * What came of one attempt.
   *
   * @param reason for people, never with the address, which may be a secret
   * @param retryAfter the pause that the webhook asked for; null for none
   */
  record Outcome(Verdict verdict, String reason, @Nullable Duration retryAfter) {}

  /** One attempt. The future never fails. */
  Future<Outcome> post(String body, Instant now) {
    return client
        .request(options())
        .compose(request -> exchange(request, body))
        .map(response -> outcome(response, now))
        .otherwise(failure -> new Outcome(Verdict.TRY_AGAIN, describe(failure), null));
  }

  void close() {
    client.close();
  }

  private Future<HttpClientResponse> exchange(HttpClientRequest request, String body) {
    return request
        .send(body)
        .onSuccess(WebhookClient::drain)
        .timeout(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure -> request.reset());
  }

  private RequestOptions options() {
    URI url = webhook.url();
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    String path = url.getRawPath();
    String query = url.getRawQuery();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(tls)
            .setHost(url.getHost())
            .setPort(url.getPort() > 0 ? url.getPort() : tls ? 443 : 80)
            .setURI((path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query))
            .setConnectTimeout(webhook.timeout().toMillis())
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.USER_AGENT, "Burnrate");
    if (webhook.bearerToken().present()) {
      options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + webhook.bearerToken().value());
    }
    return options;
  }

  /** The body says nothing that is needed, but has to be read for the connection's next use. */
  private static void drain(HttpClientResponse response) {
    int[] bytes = {0};
    response.exceptionHandler(failure -> {});
    response.handler(
        part -> {
          bytes[0] += part.length();
          if (bytes[0] > MAX_BODY_BYTES) {
            response.request().reset();
          }
        });
  }

  private static Outcome outcome(HttpClientResponse response, Instant now) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Outcome(Verdict.TAKEN, "", null);
    }
    boolean again = status == 429 || status >= 500;
    return new Outcome(
        again ? Verdict.TRY_AGAIN : Verdict.REFUSED,
        "HTTP " + status,
        again ? retryAfter(response.getHeader(HttpHeaders.RETRY_AFTER), now) : null);
  }

  /** Seconds or an HTTP date (RFC 9110, 10.2.3); null for neither. Cut at the longest pause. */
  static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    Duration pause;
    try {
      String text = header.trim();
      pause =
          !text.isEmpty() && text.chars().allMatch(each -> each >= '0' && each <= '9')
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      return null;
    }
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(Backoff.LONGEST_RETRY_AFTER) > 0 ? Backoff.LONGEST_RETRY_AFTER : pause;
  }

  /** Messages of the network library may name the address, so they are not used. */
  private String describe(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer in " + webhook.timeout().toMillis() + " ms";
    }
    if (failure instanceof ConnectException) {
      return "connection refused";
    }
    if (failure instanceof UnknownHostException) {
      return "unknown host";
    }
    if (failure instanceof SSLException) {
      return "TLS failed";
    }
    return "connection failed (" + failure.getClass().getSimpleName() + ")";
  }
}
