package io.burnrate.collector.sources;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/sources}: who sends to this process, and how it goes; below it {@code
 * /cardinality}, who has the most series, and {@code /targets}, who is scraped, or found and not
 * scraped. Each process tells of its own sources, and of all targets. Thread-safe.
 */
public final class SourceRoutes {
  /** Who sends, and how it goes. */
  public static final String PATH = "/api/v1/sources";

  /** Who has the most series. */
  public static final String CARDINALITY_PATH = PATH + "/cardinality";

  /** Who is scraped, and what was found and is not. */
  public static final String TARGETS_PATH = PATH + "/targets";

  /**
   * Answers being written at a time; more are a 503. One about 10,000 sources that all do their
   * worst takes 100 MB.
   */
  static final int MAX_ANSWERS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(SourceRoutes.class);

  private final Vertx vertx;
  private final Sources sources;
  private final InstantSource clock;
  private final Supplier<FoundTargets> targets;
  private final Semaphore answers = new Semaphore(MAX_ANSWERS);

  private SourceRoutes(Surroundings around, Supplier<FoundTargets> targets) {
    this.vertx = around.vertx();
    this.sources = around.sources();
    this.clock = around.clock();
    this.targets = targets;
  }

  /**
   * Adds the paths to {@code router}.
   *
   * @param targets what is found now; is asked from any thread
   */
  public static void mount(Router router, Surroundings around, Supplier<FoundTargets> targets) {
    SourceRoutes routes = new SourceRoutes(around, targets);
    get(router, PATH, context -> routes.serve(context, routes.sources(context)));
    get(router, CARDINALITY_PATH, context -> routes.serve(context, routes.cardinality(context)));
    get(router, TARGETS_PATH, context -> routes.serve(context, routes.targets(context)));
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
              } catch (Refusal refusal) {
                Answer.problem(refusal, new JsonObject()).send(context.request());
              }
            });
  }

  private Callable<Buffer> sources(RoutingContext context) {
    SourceQuery query = SourceQuery.of(context);
    return () -> SourceAnswer.write(sources.all(), query, clock.instant());
  }

  private Callable<Buffer> cardinality(RoutingContext context) {
    SourceQuery query = SourceQuery.ofCardinality(context);
    return () -> CardinalityAnswer.write(sources, query, clock.instant());
  }

  private Callable<Buffer> targets(RoutingContext context) {
    TargetQuery query = TargetQuery.of(context);
    return () -> TargetAnswer.write(targets.get(), query, clock.instant());
  }

  private void serve(RoutingContext context, Callable<Buffer> writer) {
    if (!answers.tryAcquire()) {
      throw Refusal.overloaded("others are asking the same; repeat later");
    }
    vertx
        .executeBlocking(writer, false)
        .map(SourceRoutes::answer)
        .otherwise(SourceRoutes::failed)
        .compose(answer -> answer.send(context.request()))
        .onComplete(sent -> answers.release());
  }

  private static Answer answer(Buffer json) {
    return new Answer(200, "application/json", json);
  }

  private static Answer failed(Throwable failure) {
    LOG.error("{} failed", PATH, failure);
    return Answer.problem(Refusal.of(failure), new JsonObject());
  }
}
