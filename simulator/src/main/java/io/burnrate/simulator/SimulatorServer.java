package io.burnrate.simulator;

import io.burnrate.domain.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The fleet on HTTP: {@code /node/<i>/metrics} is a page, {@code /targets}, {@code /truth} and
 * {@code /stats} are JSON. Answers for plain text have the content type of dcgm-exporter and are
 * never compressed. Thread-safe.
 */
final class SimulatorServer {
  private static final String HOST = "127.0.0.1";
  private static final String PAGE_START = "/node/";
  private static final String PAGE_END = "/metrics";
  private static final int MOST_DIGITS = 5;

  private final Vertx vertx;
  private final InstantSource clock;
  private final FleetPlan plan;
  private final FaultTimes faults;
  private final TruthLedger truth;
  private final Supplier<TrafficTruth> traffic;
  private final PageWriter pages;
  private final HttpServer http;
  private final AtomicLong pagesServed = new AtomicLong();
  private final AtomicLong bytesServed = new AtomicLong();

  private SimulatorServer(
      Vertx vertx,
      InstantSource clock,
      FleetPlan plan,
      FaultTimes faults,
      TruthLedger truth,
      Supplier<TrafficTruth> traffic) {
    this.vertx = vertx;
    this.clock = clock;
    this.plan = plan;
    this.faults = faults;
    this.truth = truth;
    this.traffic = traffic;
    pages = new PageWriter(plan, faults);
    http =
        vertx.createHttpServer(
            // Vert.x 5.0.7 garbles the first answer to a client that offers the upgrade to HTTP/2.
            new HttpServerOptions().setHost(HOST).setHttp2ClearTextEnabled(false));
    http.requestHandler(this::answer);
  }

  /** What a server shows. */
  record Show(
      InstantSource clock,
      FleetPlan plan,
      FaultTimes faults,
      TruthLedger truth,
      Supplier<TrafficTruth> traffic) {}

  /** Starts to listen on {@code port} of 127.0.0.1; 0 takes a free one. */
  static Future<SimulatorServer> start(Vertx vertx, int port, Show show) {
    SimulatorServer server =
        new SimulatorServer(
            vertx, show.clock(), show.plan(), show.faults(), show.truth(), show.traffic());
    return server.http.listen(port, HOST).map(server);
  }

  int port() {
    return http.actualPort();
  }

  Future<Void> stop() {
    return http.close();
  }

  List<SimulatedTarget> targets() {
    List<SimulatedTarget> targets = new ArrayList<>();
    for (Node node : plan.nodes()) {
      NodeId id = node.id();
      URI uri = URI.create("http://" + HOST + ":" + port() + "/node/" + id.index() + "/metrics");
      Map<String, String> labels = Map.of("cluster", id.cluster(), "pool", id.pool());
      targets.add(new SimulatedTarget(uri, id.name(), labels));
    }
    return targets;
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    if (path.startsWith(PAGE_START) && path.endsWith(PAGE_END)) {
      page(request, path);
    } else if (path.equals("/truth")) {
      truth(request);
    } else if (path.equals("/targets")) {
      json(request, 200, TruthJson.targets(targets()).toBuffer());
    } else if (path.equals("/stats")) {
      JsonObject stats =
          new JsonObject().put("pages", pagesServed.get()).put("bytes", bytesServed.get());
      json(request, 200, stats.toBuffer());
    } else {
      fail(request, 404, "no such path");
    }
  }

  private void page(HttpServerRequest request, String path) {
    int index = nodeIndex(path);
    if (index < 0) {
      fail(request, 404, "no such node");
      return;
    }
    long offset = Math.max(0, clock.millis() - truth.start().toEpochMilli());
    Faults.DownKind down = faults.down(index, offset);
    if (down == Faults.DownKind.CONNECTION_CLOSED) {
      request.connection().close();
    } else if (down == Faults.DownKind.ERROR_500) {
      fail(request, 500, "failed to gather");
    } else {
      boolean empty = down == Faults.DownKind.EMPTY_PAGE;
      byte[] page = empty ? new byte[0] : pages.page(plan.nodes().get(index), offset);
      pagesServed.incrementAndGet();
      bytesServed.addAndGet(page.length);
      request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
      request.response().end(Buffer.buffer(page));
    }
  }

  private int nodeIndex(String path) {
    int end = path.length() - PAGE_END.length();
    if (end <= PAGE_START.length() || end > PAGE_START.length() + MOST_DIGITS) {
      return -1;
    }
    String digits = path.substring(PAGE_START.length(), end);
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    int index = Integer.parseInt(digits);
    return index < plan.nodes().size() ? index : -1;
  }

  private void truth(HttpServerRequest request) {
    TimeRange range;
    try {
      range =
          TruthJson.range(
              parameter(request, "start"),
              parameter(request, "end"),
              truth.start(),
              clock.instant());
    } catch (IllegalArgumentException e) {
      fail(request, 400, String.valueOf(e.getMessage()));
      return;
    }
    vertx
        .executeBlocking(() -> TruthJson.of(truth, traffic.get(), range).toBuffer())
        .onSuccess(body -> json(request, 200, body))
        .onFailure(error -> fail(request, 500, String.valueOf(error.getMessage())));
  }

  private static String parameter(HttpServerRequest request, String name) {
    String value = request.getParam(name);
    return value == null ? "" : value;
  }

  private static void fail(HttpServerRequest request, int status, String detail) {
    json(request, status, new JsonObject().put("detail", detail).toBuffer());
  }

  private static void json(HttpServerRequest request, int status, Buffer body) {
    request.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    request.response().end(body);
  }
}
