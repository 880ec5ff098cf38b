package io.burnrate.collector.discovery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Targets that an address answers with. Whatever goes wrong, what it answered before holds. Runs on
 * one event loop, never two requests at a time.
 */
final class HttpFinder implements Finder {
  private static final int OK = 200;
  private static final long TIMEOUT_MILLIS = 10_000;

  private final Finding.Http finding;
  private final Vertx vertx;
  private final Context context;
  private @Nullable Requests requests;
  private long timer = -1;
  private boolean asking;
  private boolean stopped;

  /** An answer that is no list. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    RefusedException(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }
  }

  HttpFinder(Finding.Http finding, Vertx vertx) {
    this.finding = finding;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public void start(Finds finds) {
    context.runOnContext(
        any -> {
          Requests opened = new Requests(vertx, finding.access(), TIMEOUT_MILLIS);
          requests = opened;
          long interval = Math.max(1, finding.refreshInterval().toMillis());
          timer = vertx.setPeriodic(interval, id -> ask(opened, finds));
          ask(opened, finds);
        });
  }

  @Override
  public Future<Void> stop() {
    return Future.future(
        promise ->
            context.runOnContext(
                any -> {
                  stopped = true;
                  vertx.cancelTimer(timer);
                  Requests opened = requests;
                  (opened == null ? Future.<Void>succeededFuture() : opened.close())
                      .onComplete(promise);
                }));
  }

  private void ask(Requests opened, Finds finds) {
    if (asking || stopped) {
      return;
    }
    asking = true;
    String seconds = Long.toString(Math.max(1, finding.refreshInterval().toSeconds()));
    Map<String, String> headers =
        Map.of("Accept", "application/json", "X-Prometheus-Refresh-Interval-Seconds", seconds);
    opened
        .get(finding.url(), headers, true)
        .compose(this::list)
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onComplete(
            targets -> {
              asking = false;
              finds.found(targets);
            },
            cause -> {
              asking = false;
              String reason = cause instanceof RefusedException known ? known.reason : "connection";
              finds.failed(reason, finding.url() + ": " + cause.getMessage());
            });
  }

  private Future<List<Map<String, String>>> list(HttpClientRequest request) {
    long late = vertx.setTimer(TIMEOUT_MILLIS, id -> request.reset());
    return request
        .send()
        .compose(this::checked)
        .map(this::targets)
        .onComplete(done -> vertx.cancelTimer(late));
  }

  private Future<Buffer> checked(HttpClientResponse response) {
    if (response.statusCode() != OK) {
      return refused(response, "status", "status " + response.statusCode());
    }
    String type = response.getHeader("Content-Type");
    if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return refused(response, "malformed", "content type " + type + " is not application/json");
    }
    Buffer all = Buffer.buffer();
    response.handler(
        part -> {
          all.appendBuffer(part);
          if (all.length() > TargetGroups.MAX_BYTES) {
            response.request().reset();
          }
        });
    return response.end().map(all);
  }

  private static Future<Buffer> refused(
      HttpClientResponse response, String reason, String message) {
    Requests.passOver(response);
    return Future.failedFuture(new RefusedException(reason, message));
  }

  /** Labels are seen by whoever may ask, so what may be a token in the query is not among them. */
  private String shown() {
    int query = finding.url().indexOf('?');
    return query < 0 ? finding.url() : finding.url().substring(0, query);
  }

  private List<Map<String, String>> targets(Buffer body) {
    try {
      List<Map<String, String>> all = new ArrayList<>();
      for (Map<String, String> each : TargetGroups.json(body.getBytes())) {
        Map<String, String> labels = new HashMap<>(each);
        labels.put("__meta_url", shown());
        all.add(labels);
      }
      return all;
    } catch (TargetGroups.BadGroupsException e) {
      throw new RefusedException("malformed", String.valueOf(e.getMessage()));
    }
  }
}
