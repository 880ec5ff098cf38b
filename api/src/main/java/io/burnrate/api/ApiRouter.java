package io.burnrate.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Which path is answered by what. */
final class ApiRouter {
  /** Longer query strings are refused. */
  static final int MAX_QUERY_LENGTH = 2_048;

  static final String OPENAPI = "/api/v1/openapi.json";

  /** What the router can refuse on its own, or routes of others through {@code fail(status)}. */
  private static final List<Integer> REFUSALS =
      List.of(400, 404, 405, 406, 413, 414, 415, 429, 500, 503);

  private final Vertx vertx;
  private final ProcessSources sources;
  private final AnswerCache cache;
  private final MetricsPage metrics;
  private final List<Endpoint> endpoints;

  /** A router that answers {@code endpoints}, which may be none. */
  ApiRouter(
      Vertx vertx,
      ProcessSources sources,
      List<Endpoint> endpoints,
      AnswerCache cache,
      MetricsPage metrics) {
    this.vertx = vertx;
    this.sources = sources;
    this.endpoints = endpoints;
    this.cache = cache;
    this.metrics = metrics;
  }

  /** A router with every path; {@code extraRoutes} add theirs before the end. */
  Router build(RequestTimer timer, List<Consumer<Router>> extraRoutes) {
    Router router = Router.router(vertx);
    router.route().handler(timer);
    get(router, "/livez", context -> plain(context, "alive\n"));
    get(router, "/readyz", this::ready);
    get(router, "/metrics", this::metrics);
    get(router, "/", this::index);
    if (!endpoints.isEmpty()) {
      Buffer openapi = Buffer.buffer(resource("openapi.json"));
      get(router, OPENAPI, context -> Replies.send(context, 200, Replies.JSON, openapi));
    }
    for (Endpoint endpoint : endpoints) {
      get(router, endpoint.path(), context -> answer(context, endpoint));
    }
    extraRoutes.forEach(extra -> extra.accept(router));
    for (int status : REFUSALS) {
      router.errorHandler(
          status, context -> Replies.refuse(context, status, allowedMethods(router, context)));
    }
    timer.know(router.getRoutes());
    return router;
  }

  private static void get(Router router, String path, Consumer<RoutingContext> handler) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            context -> {
              try {
                handler.accept(context);
              } catch (RuntimeException e) {
                Replies.fail(context, e);
              }
            });
  }

  private void answer(RoutingContext context, Endpoint endpoint) {
    String query = context.request().query();
    if (query != null && query.length() > MAX_QUERY_LENGTH) {
      throw ProblemException.ofStatus(
          414, "The query is longer than " + MAX_QUERY_LENGTH + " characters");
    }
    Parameters parameters = Parameters.of(QueryText.parse(query), endpoint.parameters());
    Question question = endpoint.question().apply(parameters);
    Future.fromCompletionStage(cache.ask(question), vertx.getOrCreateContext())
        .onSuccess(
            answer ->
                Replies.send(context, 200, Replies.JSON, answer.body(sources.clock().instant())))
        .onFailure(failure -> Replies.fail(context, failure));
  }

  private void metrics(RoutingContext context) {
    MetricsPage.Format format = MetricsPage.format(context.request().getHeader("Accept"));
    vertx
        .executeBlocking(() -> metrics.page(format), false)
        .onSuccess(page -> Replies.send(context, 200, format.contentType(), page))
        .onFailure(failure -> Replies.fail(context, failure));
  }

  private void ready(RoutingContext context) {
    vertx
        .executeBlocking(() -> Readiness.of(sources.components()), false)
        .onSuccess(
            readiness ->
                Replies.send(
                    context,
                    readiness.ready() ? 200 : 503,
                    Replies.JSON,
                    Buffer.buffer(readiness.json())))
        .onFailure(failure -> Replies.fail(context, failure));
  }

  private void index(RoutingContext context) {
    byte[] body =
        Answer.object(
            json -> {
              json.writeStringField("service", "burnrate");
              json.writeStringField("version", sources.version());
              json.writeObjectFieldStart("endpoints");
              json.writeStringField("/livez", "Whether the process serves");
              json.writeStringField("/readyz", "Whether each component is well");
              json.writeStringField("/metrics", "Metrics for Prometheus");
              if (!endpoints.isEmpty()) {
                json.writeStringField(OPENAPI, "This API, described");
              }
              for (Endpoint endpoint : endpoints) {
                json.writeStringField(endpoint.path(), endpoint.summary());
              }
              json.writeEndObject();
            });
    Replies.send(context, 200, Replies.JSON, Buffer.buffer(body));
  }

  private static void plain(RoutingContext context, String text) {
    Replies.send(context, 200, "text/plain; charset=utf-8", Buffer.buffer(text));
  }

  private static Set<String> allowedMethods(Router router, RoutingContext context) {
    String path = context.normalizedPath();
    String plain =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Set<String> methods = new TreeSet<>();
    for (Route route : new ArrayList<>(router.getRoutes())) {
      Set<HttpMethod> known = route.methods();
      if (plain.equals(route.getPath()) && known != null) {
        known.forEach(method -> methods.add(method.name()));
      }
    }
    return methods;
  }

  private static byte[] resource(String name) {
    try (InputStream in = ApiRouter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + " cannot be read", e);
    }
  }
}
