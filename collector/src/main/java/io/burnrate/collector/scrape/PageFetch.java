package io.burnrate.collector.scrape;

import io.burnrate.collector.discovery.Requests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One GET of one page, ended by its answer, a failure or its timeout, whichever is first. Runs on
 * one event loop.
 */
final class PageFetch {
  private static final int OK = 200;

  /** As many as Go's client, and so Prometheus, follows. */
  static final int MAX_REDIRECTS = 10;

  /** Without these a page ends where the connection does, whole or not. */
  private static final List<CharSequence> DELIMITING =
      List.of(HttpHeaders.CONTENT_LENGTH, HttpHeaders.TRANSFER_ENCODING);

  private static final Set<String> PACKED = Set.of("gzip", "x-gzip");
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Of what the other side said, so much goes into an error; the rest is cut off. */
  static final int MAX_ERROR_CHARS = 200;

  private static final int MAX_CAUSES = 10;

  private final Vertx vertx;
  private final Requests client;
  private final Page page;
  private final Body body;
  private final Promise<Body> promise = Promise.promise();
  private @Nullable HttpClientRequest request;
  private long timer;
  private boolean answered;
  private boolean repeated;
  private boolean ended;
  private String url;
  private int redirects;

  /**
   * What to ask for.
   *
   * @param expectedBytes how long it probably is
   */
  record Page(String url, Map<String, String> headers, int expectedBytes) {}

  PageFetch(Vertx vertx, Requests client, Page page, Body body) {
    this.vertx = vertx;
    this.client = client;
    this.page = page;
    this.body = body;
    this.url = page.url();
  }

  /** The page, or a {@link ScrapeException}. The body has to be closed in both cases. */
  Future<Body> fetch(long timeoutMillis) {
    timer =
        vertx.setTimer(
            timeoutMillis,
            id -> fail(Outcome.TIMEOUT, "no complete answer within " + timeoutMillis + " ms"));
    send();
    return promise.future();
  }

  private void send() {
    client
        .get(url, page.headers(), Requests.sameOrigin(page.url(), url))
        .onComplete(this::connected, this::broken);
  }

  private void connected(HttpClientRequest opened) {
    if (ended) {
      opened.reset();
      return;
    }
    request = opened;
    // What goes wrong is told by the future of the answer too.
    opened.exceptionHandler(ignored -> {});
    opened.connection().exceptionHandler(ignored -> {});
    opened.send().onComplete(this::answered, this::broken);
  }

  private void answered(HttpClientResponse response) {
    answered = true;
    if (ended) {
      return;
    }
    if (redirected(response)) {
      return;
    }
    response.exceptionHandler(this::broken);
    response.handler(this::received);
    response.endHandler(done -> succeed());
    if (response.statusCode() != OK) {
      fail(Outcome.STATUS, "status " + response.statusCode() + remark(response.statusCode()));
      return;
    }
    if (DELIMITING.stream().anyMatch(each -> !header(response, each).isEmpty())) {
      body.delimited();
    }
    String type = header(response, HttpHeaders.CONTENT_TYPE);
    String encoding = header(response, HttpHeaders.CONTENT_ENCODING);
    PageFormat format = PageFormat.of(type);
    if (format == null) {
      fail(Outcome.UNREADABLE, "content type " + cut(type));
    } else if (PACKED.contains(encoding)) {
      body.format(format);
      body.packed(page.expectedBytes());
    } else if (!encoding.isEmpty() && !encoding.equals("identity")) {
      fail(Outcome.UNREADABLE, "content encoding " + cut(encoding));
    } else {
      body.format(format);
      guarded(() -> body.expect(page.expectedBytes()));
    }
  }

  /** Goes where the answer points, if it does and that is wanted. */
  private boolean redirected(HttpClientResponse response) {
    if (!client.followsRedirects() || !REDIRECTS.contains(response.statusCode())) {
      return false;
    }
    String next = Requests.resolve(url, response.getHeader(HttpHeaders.LOCATION));
    if (next == null || redirects == MAX_REDIRECTS) {
      fail(
          Outcome.STATUS,
          next == null ? "redirect to no page" : "more than " + MAX_REDIRECTS + " redirects");
      return true;
    }
    redirects++;
    url = next;
    answered = false;
    Requests.passOver(response);
    send();
    return true;
  }

  private static String remark(int status) {
    return switch (status) {
      case 401 -> ": the target wants other credentials";
      case 403 -> ": the target forbids it to these credentials";
      default -> "";
    };
  }

  private void received(Buffer part) {
    if (!ended) {
      guarded(() -> body.add(part));
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (ScrapeException e) {
      fail(e.outcome(), String.valueOf(e.getMessage()));
    }
  }

  private void broken(Throwable cause) {
    // A kept connection may have been closed by the other side just when we wrote to it.
    if (!ended && !answered && !repeated && cause instanceof HttpClosedException) {
      repeated = true;
      send();
      return;
    }
    Outcome outcome = outcome(cause);
    Throwable told = outcome == Outcome.TLS ? deepest(cause) : cause;
    fail(outcome, cut(told.getClass().getSimpleName() + ": " + told.getMessage()));
  }

  private static boolean ofTls(@Nullable Throwable cause) {
    return cause instanceof SSLException || cause instanceof GeneralSecurityException;
  }

  /** What is wrong with a certificate stands at the end of its causes. */
  private static Throwable deepest(Throwable cause) {
    Throwable deepest = cause;
    for (int i = 0; i < MAX_CAUSES && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static Outcome outcome(Throwable cause) {
    if (cause instanceof Requests.UnreadableException) {
      return Outcome.CREDENTIALS;
    }
    if (ofTls(cause) || ofTls(cause.getCause())) {
      return Outcome.TLS;
    }
    boolean encoding = cause.getClass().getName().startsWith("io.netty.handler.codec");
    return encoding ? Outcome.UNREADABLE : Outcome.CONNECTION;
  }

  private void succeed() {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      promise.complete(body);
    }
  }

  private void fail(Outcome outcome, String message) {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(timer);
    if (request != null) {
      // Closes the connection: nothing that is still to come is waited for.
      request.reset();
    }
    promise.fail(new ScrapeException(outcome, message));
  }

  private static String header(HttpClientResponse response, CharSequence name) {
    String value = response.getHeader(name);
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  private static String cut(String text) {
    return text.length() <= MAX_ERROR_CHARS ? text : text.substring(0, MAX_ERROR_CHARS);
  }
}
