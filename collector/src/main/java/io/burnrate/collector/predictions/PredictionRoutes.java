package io.burnrate.collector.predictions;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Source;
import io.burnrate.store.AppendStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predictions as JSON lines: {@code POST /api/v1/predictions}, plain or gzip, into {@link
 * io.burnrate.store.Tables#PREDICTIONS}. Answered with 200 when all sound lines are durable; lines
 * that are not sound are rejected singly, and are a 400 only when there is no other. A line that
 * carries its time may be sent again: it is stored once. Thread-safe.
 */
public final class PredictionRoutes {
  /** The one path. */
  public static final String PATH = "/api/v1/predictions";

  /** A larger body, packed or unpacked, is a 413. */
  public static final long MAX_BODY_BYTES = 64L << 20;

  private static final String ROUTE = "predictions";

  private static final Set<String> MEDIA_TYPES =
      Set.of(
          "application/x-ndjson", "application/jsonl", "application/jsonlines", "application/json");

  private static final Logger LOG = LoggerFactory.getLogger(PredictionRoutes.class);

  private final AppendStore store;
  private final Surroundings around;
  private final InstantSource clock;
  private final Intake intake;
  private final MeterRegistry registry;
  private final Counter rows;
  private final Map<BadLine.Reason, Counter> rejected = new EnumMap<>(BadLine.Reason.class);
  private final DistributionSummary bodyBytes;

  private PredictionRoutes(AppendStore store, Surroundings around) {
    this.store = store;
    this.around = around;
    this.clock = around.clock();
    this.registry = around.registry();
    this.intake = Intake.create(around, "burnrate-predictions", MAX_BODY_BYTES);
    this.rows =
        Counter.builder("burnrate.predictions.rows")
            .description("Predictions kept")
            .register(registry);
    for (BadLine.Reason each : BadLine.Reason.values()) {
      rejected.put(
          each,
          Counter.builder("burnrate.predictions.rejected.lines")
              .description("Lines that are not predictions")
              .tag("reason", each.key())
              .register(registry));
    }
    this.bodyBytes =
        DistributionSummary.builder("burnrate.predictions.body.bytes")
            .description("Size of bodies, unpacked")
            .register(registry);
    Gauge.builder("burnrate.predictions.inflight.bytes", intake::inFlightBytes)
        .description("Bytes of predictions being received, parsed or stored")
        .register(registry);
  }

  /**
   * Adds the path to {@code router}. It reads the body itself: no body handler may stand before it,
   * and the server must leave {@code 100-continue} to it (Vert.x's default).
   */
  public static void mount(Router router, AppendStore store, Surroundings around) {
    PredictionRoutes routes = new PredictionRoutes(store, around);
    router.route(PATH).handler(context -> routes.serve(context.request()));
  }

  private void serve(HttpServerRequest request) {
    String sender = intake.sender(request);
    Source source = around.sources().of(ROUTE, sender);
    intake
        .handle(request, objection(request), body -> keep(source, body))
        .onSuccess(tally -> intake.charge(sender, tally.accepted() + tally.rejected()))
        .map(PredictionRoutes::answer)
        .otherwise(failure -> answer(source, failure))
        .onSuccess(
            answer -> {
              Counter.builder("burnrate.predictions.requests")
                  .description("Requests by the status of their answer")
                  .tag("status", Integer.toString(answer.status()))
                  .register(registry)
                  .increment();
              answer.send(request);
            });
  }

  /** The write path, whole: read, keep, acknowledge. On a worker. */
  private CompletionStage<LineTally> keep(Source source, byte[] body) {
    bodyBytes.record(body.length);
    BatchAppender appender = new BatchAppender(store);
    Instant now = clock.instant();
    LineTally tally = new PredictionRows(appender, now, around.kept()).addAll(body);
    return appender
        .durable()
        .thenApply(
            kept -> {
              rows.increment((double) (tally.accepted() - tally.leftOut()));
              rejected.forEach(
                  (reason, counter) -> counter.increment((double) tally.rejected(reason)));
              tell(source, tally, now);
              return tally;
            });
  }

  private static void tell(Source source, LineTally tally, Instant now) {
    source.accept(tally.accepted());
    source.leaveOut("expired", tally.leftOut());
    for (BadLine.Reason each : BadLine.Reason.values()) {
      source.reject(each.key(), tally.rejected(each));
    }
    if (tally.accepted() > 0) {
      source.lag(now.toEpochMilli() - tally.newestMillis());
    }
    if (tally.rejected() > 0) {
      long all = tally.accepted() + tally.rejected();
      source.fail(tally.rejected() + " of " + all + " lines rejected; " + tally.firstError());
    }
  }

  private static @Nullable Refusal objection(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Refusal.invalid(405, "expected POST");
    }
    if (!MEDIA_TYPES.contains(Intake.mediaType(request))) {
      return Refusal.invalid(
          415,
          "Content-Type: expected application/x-ndjson, application/jsonl or application/json");
    }
    return null;
  }

  private static Answer answer(LineTally tally) {
    if (tally.accepted() == 0 && tally.rejected() > 0) {
      Refusal refusal = Refusal.invalid(400, "no line holds a prediction");
      return Answer.problem(refusal, tally.json());
    }
    return Answer.json(200, tally.json());
  }

  private static Answer answer(Source source, Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    source.refuse(refusal.status(), refusal.detail());
    if (refusal.unforeseen()) {
      LOG.error("Predictions failed in a way that nobody foresaw", failure);
    }
    return Answer.problem(refusal, new JsonObject());
  }
}
