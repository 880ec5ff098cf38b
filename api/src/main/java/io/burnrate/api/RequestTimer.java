package io.burnrate.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Times every request by route, method and status; unknown routes and methods are one each. */
final class RequestTimer implements Handler<RoutingContext> {
  private static final String OTHER = "other";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final MeterRegistry registry;
  private volatile Set<String> paths = Set.of();

  RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The routes whose paths are told apart. */
  void know(List<Route> routes) {
    paths =
        routes.stream()
            .filter(route -> route.getPath() != null && route.isExactPath())
            .map(Route::getPath)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void handle(RoutingContext context) {
    long start = System.nanoTime();
    context.addEndHandler(
        ended -> {
          String path = context.normalizedPath();
          String method = context.request().method().name();
          Timer.builder("burnrate.http.requests")
              .description("Requests answered")
              .tag("route", paths.contains(path) ? path : OTHER)
              .tag("method", METHODS.contains(method) ? method : OTHER)
              .tag("status", Integer.toString(context.response().getStatusCode()))
              .register(registry)
              .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        });
    context.next();
  }
}
