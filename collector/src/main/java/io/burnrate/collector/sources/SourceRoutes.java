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
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/sources}: who sends to this process, and how it goes. Each process tells of
 * its own sources. Thread-safe.
 */
public final class SourceRoutes {
  /** The one path. */
  public static final String PATH = "/api/v1/sources";

  /**
   * Answers being written at a time; more are a 503. One about 10,000 sources that all do their
   * worst takes 100 MB.
   */
  static final int MAX_ANSWERS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(SourceRoutes.class);

  private final Vertx vertx;
  private final Sources sources;
  private final InstantSource clock;
  private final Semaphore answers = new Semaphore(MAX_ANSWERS);

  private SourceRoutes(Surroundings around) {
    this.vertx = around.vertx();
    this.sources = around.sources();
    this.clock = around.clock();
  }

  /** Adds the path to {@code router}. */
  public static void mount(Router router, Surroundings around) {
    SourceRoutes routes = new SourceRoutes(around);
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(routes::serve);
  }

  private void serve(RoutingContext context) {
    SourceQuery query;
    try {
      query = SourceQuery.of(context);
    } catch (Refusal refusal) {
      Answer.problem(refusal, new JsonObject()).send(context.request());
      return;
    }
    if (!answers.tryAcquire()) {
      Refusal busy = Refusal.overloaded("others are asking the same; repeat later");
      Answer.problem(busy, new JsonObject()).send(context.request());
      return;
    }
    vertx
        .executeBlocking(() -> SourceAnswer.write(sources.all(), query, clock.instant()), false)
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
