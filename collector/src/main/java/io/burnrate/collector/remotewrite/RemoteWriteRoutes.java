package io.burnrate.collector.remotewrite;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Source;
import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prometheus remote write 1.0 and 2.0: {@code POST /api/v1/write}. DCGM's metrics become rows of
 * {@link io.burnrate.store.Tables#GPU_SAMPLES}, model servers' of {@link
 * io.burnrate.store.Tables#SERVING}; all others are accepted, counted and left out. Answered with
 * 204 when all that is kept is durable; with 400 and the reasons when samples were refused, after
 * the others were kept. Thread-safe.
 */
public final class RemoteWriteRoutes {
  /** The one path. */
  public static final String PATH = "/api/v1/write";

  private static final String ROUTE = "remoteWrite";

  private static final String SAMPLES_WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";
  private static final String HISTOGRAMS_WRITTEN = "X-Prometheus-Remote-Write-Histograms-Written";
  private static final String EXEMPLARS_WRITTEN = "X-Prometheus-Remote-Write-Exemplars-Written";

  private static final Map<String, String> NOTHING_WRITTEN = written(0, 0, 0);

  private static final Logger LOG = LoggerFactory.getLogger(RemoteWriteRoutes.class);

  private final AppendStore store;
  private final Surroundings around;
  private final InstantSource clock;
  private final Intake intake;
  private final RemoteWriteMetrics metrics;
  private final KnownLabels meanings;
  private final ExporterPods exporters;

  private RemoteWriteRoutes(RemoteWriteConfig config, AppendStore store, Surroundings around) {
    this.store = store;
    this.around = around;
    this.clock = around.clock();
    this.intake =
        Intake.create(around, "burnrate-remotewrite", config.maxBodyBytes(), new SnappyBlock());
    this.metrics = new RemoteWriteMetrics(around.registry(), intake::inFlightBytes);
    this.meanings = new KnownLabels(KnownLabels.MAX_BYTES).meteredBy(around.registry());
    this.exporters = new ExporterPods().meteredBy(around.registry());
  }

  /**
   * Adds the path to {@code router}. It reads the body itself: no body handler may stand before it,
   * and the server must leave {@code 100-continue} to it (Vert.x's default).
   */
  public static void mount(
      Router router, RemoteWriteConfig config, AppendStore store, Surroundings around) {
    RemoteWriteRoutes routes = new RemoteWriteRoutes(config, store, around);
    router.route(PATH).handler(context -> routes.serve(context.request()));
  }

  private void serve(HttpServerRequest request) {
    Dialect named = Dialect.of(request.getHeader("Content-Type"));
    Dialect dialect = named == null ? Dialect.V1 : named;
    String sender = intake.sender(request);
    Source source = around.sources().of(ROUTE, sender);
    intake
        .handle(request, objection(request, named), body -> keep(source, dialect, body))
        .onSuccess(tally -> intake.charge(sender, tally.accepted() + tally.refused()))
        .map(tally -> answer(dialect, tally))
        .otherwise(failure -> answer(source, dialect, failure))
        .onSuccess(
            answer -> {
              metrics.answered(answer.status());
              answer.send(request);
            });
  }

  /** The write path, whole: read, keep, acknowledge. On a worker. */
  private CompletionStage<Tally> keep(Source source, Dialect dialect, byte[] body) {
    metrics.body(body.length);
    Instant now = clock.instant();
    SampleRows rows =
        new SampleRows(now, around.kept(), source.series(), meanings, exporters.of(source.name()));
    RequestReader.read(dialect, body, rows);
    List<RowBatch> batches = rows.finish();
    BatchAppender appender = new BatchAppender(store);
    batches.forEach(appender::add);
    return appender
        .durable()
        .thenApply(
            kept -> {
              metrics.durable(rows.tally(), batches.stream().mapToInt(RowBatch::rows).sum());
              tell(source, dialect, rows.tally(), now);
              return rows.tally();
            });
  }

  private static void tell(Source source, Dialect dialect, Tally tally, Instant now) {
    source.speaks(dialect.shown());
    source.accept(tally.samples(Fate.KEPT));
    for (Fate each : Fate.values()) {
      if (each.refused()) {
        source.reject(each.key(), tally.samples(each));
      } else if (each != Fate.KEPT) {
        source.leaveOut(each.key(), tally.samples(each));
      }
    }
    if (tally.newestMillis() > 0) {
      source.lag(now.toEpochMilli() - tally.newestMillis());
    }
    if (tally.refused() > 0) {
      source.fail(tally.message());
    }
  }

  private static @Nullable Refusal objection(HttpServerRequest request, @Nullable Dialect named) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Refusal.invalid(405, "expected POST");
    }
    return named == null
        ? Refusal.invalid(415, "Content-Type: expected " + Dialect.EXPECTED)
        : null;
  }

  private static Answer answer(Dialect dialect, Tally tally) {
    Answer answer =
        tally.refused() == 0
            ? Answer.empty()
            : Answer.problem(Refusal.invalid(400, tally.message()), new JsonObject());
    return dialect == Dialect.V2
        ? answer.with(written(tally.accepted(), tally.histograms(), tally.exemplars()))
        : answer;
  }

  private static Answer answer(Source source, Dialect dialect, Throwable failure) {
    Refusal told = Refusal.of(failure);
    // Prometheus repeats after a 429 only if it is configured to.
    Refusal refusal = told.status() == 429 ? Refusal.overloaded(told.detail()) : told;
    source.refuse(refusal.status(), refusal.detail());
    if (refusal.unforeseen()) {
      LOG.error("A remote write failed in a way that nobody foresaw", failure);
    }
    Answer answer = Answer.problem(refusal, new JsonObject());
    return switch (refusal.status()) {
      case 415 -> answer.with(Map.of("Accept-Encoding", "snappy"));
      default -> dialect == Dialect.V2 ? answer.with(NOTHING_WRITTEN) : answer;
    };
  }

  private static Map<String, String> written(long samples, long histograms, long exemplars) {
    return Map.of(
        SAMPLES_WRITTEN, Long.toString(samples),
        HISTOGRAMS_WRITTEN, Long.toString(histograms),
        EXEMPLARS_WRITTEN, Long.toString(exemplars));
  }
}
