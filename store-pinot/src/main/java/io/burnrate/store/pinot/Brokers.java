package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pinot.client.BrokerResponse;
import org.apache.pinot.client.ConnectionTimeouts;
import org.apache.pinot.client.JsonAsyncHttpPinotClientTransport;
import org.apache.pinot.client.PinotClientException;
import org.apache.pinot.client.PinotClientTransport;
import org.apache.pinot.client.TlsProtocols;

/**
 * Sends queries to Pinot's brokers through its client, to one after the other. A broker that cannot
 * be reached, or breaks off, is tried last for a while, and the query goes to the next one: a query
 * changes nothing, so that is safe. A query that takes too long is not repeated. Thread-safe.
 */
final class Brokers implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TRIED_LAST = Duration.ofSeconds(5);

  /** Beyond the limit that the broker is told, so that its own answer comes first. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private static final int UNAVAILABLE = 503;

  private final PinotConfig config;
  private final QueryCounters counters;
  private final BrokerAnswers answers;
  private final Map<String, PinotClientTransport<?>> transports = new HashMap<>();
  private final Map<URI, Long> failedNanos = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  Brokers(PinotConfig config, QueryCounters counters) {
    this.config = config;
    this.counters = counters;
    this.answers = new BrokerAnswers(config);
    for (URI broker : config.brokers()) {
      // One for each connection of ours: the client's default one is shared, and closed with any.
      transports.computeIfAbsent(broker.getScheme(), this::transport);
    }
  }

  private PinotClientTransport<?> transport(String scheme) {
    int answerMillis =
        Math.toIntExact(config.queryTimeout().plus(GRACE.multipliedBy(2)).toMillis());
    int connectMillis = Math.toIntExact(CONNECT_TIMEOUT.toMillis());
    return new JsonAsyncHttpPinotClientTransport(
        config.headers(),
        scheme,
        "",
        false,
        scheme.equals("https") ? Trust.context(config.tls()) : null,
        ConnectionTimeouts.create(answerMillis, connectMillis, connectMillis),
        TlsProtocols.defaultProtocols(false),
        "burnrate");
  }

  /** The rows of the answer. Fails with BurnrateException unless they are all there. */
  CompletableFuture<JsonNode> ask(String sql, long deadlineNanos) {
    return ask(order(), 0, sql, deadlineNanos);
  }

  private CompletableFuture<JsonNode> ask(
      List<URI> order, int attempt, String sql, long deadlineNanos) {
    URI broker = order.get(attempt);
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (millis < 1) {
      return CompletableFuture.failedFuture(answers.timedOut());
    }
    return send(broker, options(millis) + sql, millis)
        .thenApply(
            answer -> {
              failedNanos.remove(broker);
              return answers.rows(broker, answer);
            })
        .exceptionallyCompose(
            failure -> {
              Throwable cause = Failures.cause(failure);
              if (!unreached(cause)) {
                return CompletableFuture.failedFuture(failed(broker, cause));
              }
              failedNanos.put(broker, System.nanoTime());
              if (attempt + 1 == order.size()) {
                return CompletableFuture.failedFuture(answers.unreachable(cause));
              }
              counters.failovers.increment();
              return ask(order, attempt + 1, sql, deadlineNanos);
            });
  }

  /**
   * The limit of groups is of 1.x; 0.11 takes no notice and has a setting of the server. Nulls are
   * of 1.x too, where an operator may have made them the default.
   */
  private static String options(long timeoutMillis) {
    return "SET timeoutMs = "
        + timeoutMillis
        + "; SET numGroupsLimit = "
        + SqlRenderer.GROUP_LIMIT
        + "; SET enableNullHandling = false; ";
  }

  private CompletableFuture<BrokerResponse> send(URI broker, String sql, long millis) {
    PinotClientTransport<?> transport = transports.get(broker.getScheme());
    if (transport == null) {
      return CompletableFuture.failedFuture(new IOException("no transport for " + broker));
    }
    try {
      return transport
          .executeQueryAsync(broker.getAuthority(), sql)
          .orTimeout(millis + GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (PinotClientException | IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Those that failed lately last, the others in turn. */
  private List<URI> order() {
    int size = config.brokers().size();
    int first = Math.floorMod(next.getAndIncrement(), size);
    List<URI> well = new ArrayList<>();
    List<URI> last = new ArrayList<>();
    long now = System.nanoTime();
    for (int i = 0; i < size; i++) {
      URI broker = config.brokers().get((first + i) % size);
      Long failed = failedNanos.get(broker);
      (failed == null || now - failed > TRIED_LAST.toNanos() ? well : last).add(broker);
    }
    well.addAll(last);
    return well;
  }

  private static boolean unreached(Throwable cause) {
    if (Failures.find(cause, TimeoutException.class) != null) {
      return Failures.find(cause, ConnectException.class) != null;
    }
    if (Failures.find(cause, JsonProcessingException.class) != null) {
      return false;
    }
    return Failures.find(cause, IOException.class) != null || status(cause) == UNAVAILABLE;
  }

  private BurnrateException failed(URI broker, Throwable cause) {
    if (cause instanceof BurnrateException known) {
      return known;
    }
    if (Failures.find(cause, TimeoutException.class) != null) {
      return answers.timedOut();
    }
    int status = status(cause);
    return status > 0
        ? Failures.status("Pinot's broker " + broker + " (store.brokers)", status)
        : new BurnrateException(
            ErrorCode.STORE_FAILED,
            "asking Pinot's broker "
                + broker
                + " (store.brokers) failed: "
                + answers.shortened(String.valueOf(cause.getMessage())),
            cause);
  }

  /** The HTTP status that the client reports in words, or 0. */
  private static int status(Throwable cause) {
    PinotClientException said = Failures.find(cause, PinotClientException.class);
    String text = said == null || said.getMessage() == null ? "" : said.getMessage();
    Matcher found = STATUS.matcher(text);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  private static final Pattern STATUS = Pattern.compile("HTTP status (\\d{3})");

  @Override
  public void close() {
    transports.values().forEach(PinotClientTransport::close);
  }
}
