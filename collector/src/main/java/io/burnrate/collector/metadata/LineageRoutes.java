package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.metadata.LineageEvent.BadEventException;
import io.burnrate.collector.sources.Source;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Filter;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/lineage} takes OpenLineage run and job events, one or an array of them, into
 * {@link Tables#METADATA}; {@code GET /api/v1/lineage?model=…&version=…} answers what is known of a
 * model's versions. Thread-safe.
 */
public final class LineageRoutes {
  /** The one path. */
  public static final String PATH = "/api/v1/lineage";

  /** A larger body, packed or unpacked, is a 413. */
  public static final long MAX_BODY_BYTES = 16L << 20;

  /** Events of one request; more are a 400. */
  static final int MAX_EVENTS = 1_000;

  /** Rows that an answer is made of, from the newest on. */
  static final int MAX_ROWS = 1_000;

  private static final Duration LOOK_BACK = Duration.ofDays(400);
  private static final String ROUTE = "lineage";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(LineageRoutes.class);

  private final AppendStore appends;
  private final QueryStore queries;
  private final Surroundings around;
  private final Intake intake;
  private final Lineage lineage;
  private final Counter events;
  private final Counter rejected;

  private LineageRoutes(AppendStore appends, QueryStore queries, Surroundings around) {
    this.appends = appends;
    this.queries = queries;
    this.around = around;
    this.lineage = new Lineage(around.clock());
    this.intake = Intake.create(around, "burnrate-lineage", MAX_BODY_BYTES);
    this.events =
        Counter.builder("burnrate.lineage.events")
            .description("Run events taken")
            .register(around.registry());
    this.rejected =
        Counter.builder("burnrate.lineage.rejected.events")
            .description("Run events that cannot be understood")
            .register(around.registry());
  }

  /** Adds the path to {@code router}. It reads the body itself: no body handler before it. */
  public static <S extends AppendStore & QueryStore> void mount(
      Router router, S store, Surroundings around) {
    LineageRoutes routes = new LineageRoutes(store, store, around);
    router.get(PATH).handler(context -> routes.answer(context.request()));
    router.route(PATH).handler(context -> routes.take(context.request()));
  }

  private void answer(HttpServerRequest request) {
    find(request)
        .map(found -> Answer.json(200, found))
        .otherwise(LineageRoutes::problem)
        .onSuccess(answer -> answer.send(request));
  }

  private void take(HttpServerRequest request) {
    Refusal early =
        request.method().equals(HttpMethod.POST)
            ? null
            : Refusal.invalid(405, "expected POST or GET");
    Source source = around.sources().of(ROUTE, intake.sender(request));
    intake
        .handle(request, early, body -> keep(source, body))
        .map(kept -> Answer.json(200, kept))
        .otherwise(
            failure -> {
              Refusal refusal = Refusal.of(failure);
              source.refuse(refusal.status(), refusal.detail());
              return problem(failure);
            })
        .onSuccess(answer -> answer.send(request));
  }

  private static Answer problem(Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    if (refusal.unforeseen()) {
      LOG.error("Lineage failed in a way that nobody foresaw", failure);
    }
    return Answer.problem(refusal, new JsonObject());
  }

  /** Keeps what can be understood; a body of which nothing can is refused. On a worker. */
  private CompletionStage<JsonObject> keep(Source source, byte[] body) {
    List<JsonNode> all = events(body);
    List<LineageEvent> understood = new ArrayList<>();
    String firstError = "";
    int bad = 0;
    Instant now = around.clock().instant();
    for (JsonNode each : all) {
      try {
        understood.add(LineageEvent.of(each, now));
      } catch (BadEventException e) {
        bad++;
        firstError = firstError.isEmpty() ? String.valueOf(e.getMessage()) : firstError;
      }
    }
    int good = all.size() - bad;
    rejected.increment(bad);
    source.reject("badEvent", bad);
    if (good == 0 && bad > 0) {
      throw Refusal.invalid(400, firstError);
    }
    JsonObject answer = new JsonObject().put("accepted", good).put("rejected", bad);
    Lineage.Change change = lineage.add(understood);
    BatchAppender appender = new BatchAppender(appends);
    if (change != null) {
      appender.add(ThingRows.of(change.things(), change.timeMillis()));
    }
    return appender
        .durable()
        .thenApply(
            kept -> {
              events.increment(good);
              source.accept(good);
              return answer;
            });
  }

  private static List<JsonNode> events(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      throw Refusal.invalid(400, "not JSON");
    }
    if (root == null || root.isMissingNode()) {
      throw Refusal.invalid(400, "expected a run event, or an array of them");
    }
    List<JsonNode> all = new ArrayList<>();
    if (root.isArray()) {
      root.forEach(all::add);
    } else {
      all.add(root);
    }
    if (all.size() > MAX_EVENTS) {
      throw Refusal.invalid(400, "expected at most " + MAX_EVENTS + " events");
    }
    return all;
  }

  private Future<JsonObject> find(HttpServerRequest request) {
    String model = request.getParam("model");
    String version = request.getParam("version");
    if (model == null || model.isBlank()) {
      return Future.failedFuture(Refusal.invalid(400, "model: expected a model's name"));
    }
    List<Filter> filters = new ArrayList<>();
    filters.add(new Filter.Equal(Tables.METADATA.column("kind"), "model"));
    filters.add(new Filter.Equal(Tables.METADATA.column("name"), model));
    if (version != null && !version.isBlank()) {
      filters.add(new Filter.Equal(Tables.METADATA.column("version"), version));
    }
    Instant now = around.clock().instant();
    Query query =
        Query.rows(
                Tables.METADATA,
                TimeRange.ending(now.plus(Duration.ofDays(1)), LOOK_BACK),
                filters,
                List.of(
                    Tables.METADATA.time(),
                    Tables.METADATA.column("entity"),
                    Tables.METADATA.column("namespace"),
                    Tables.METADATA.column("version"),
                    Tables.METADATA.column("origin"),
                    Tables.METADATA.column("attributes")))
            .orderedBy(Tables.METADATA.time().name(), true)
            .limitedTo(MAX_ROWS);
    return Future.fromCompletionStage(queries.query(query), around.vertx().getOrCreateContext())
        .map(table -> new JsonObject().put("model", model).put("versions", versions(table)));
  }

  /** The newest row of each version. */
  private static JsonArray versions(ResultTable table) {
    JsonArray versions = new JsonArray();
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      if (seen.add(table.stringAt(row, "entity") + " " + table.stringAt(row, "origin"))) {
        JsonObject attributes = new JsonObject(table.stringAt(row, "attributes"));
        String datasets = attributes.getString("datasets", "[]");
        attributes.remove("datasets");
        versions.add(
            new JsonObject()
                .put("version", table.stringAt(row, "version"))
                .put("namespace", table.stringAt(row, "namespace"))
                .put("origin", table.stringAt(row, "origin"))
                .put(
                    "time",
                    Instant.ofEpochMilli(table.longAt(row, Tables.METADATA.time().name()))
                        .toString())
                .put("datasets", new JsonArray(datasets))
                .mergeIn(attributes));
      }
    }
    return versions;
  }
}
