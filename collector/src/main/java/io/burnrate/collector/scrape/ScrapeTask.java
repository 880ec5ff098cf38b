package io.burnrate.collector.scrape;

import io.burnrate.collector.Kept;
import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.Requests;
import io.burnrate.collector.discovery.Target;
import io.burnrate.collector.sources.ScrapedTarget;
import io.burnrate.collector.sources.Source;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scrapes of one target, one at a time: fetch, parse, keep. Runs on one event loop; only {@link
 * #last()} may be called from elsewhere.
 */
final class ScrapeTask {
  /**
   * A larger page is parsed on a worker thread. One of this size takes an event loop about 0.1 ms,
   * less than handing it over and back; the first one of a target about ten times as long.
   */
  static final int MAX_INLINE_BYTES = 256 << 10;

  /** Pages shrink to about a tenth. */
  static final int MAX_INLINE_PACKED_BYTES = MAX_INLINE_BYTES / 16;

  /** Targets taken over from another replica are scraped within this time, spread over it. */
  static final long HURRY_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ScrapeTask.class);

  /** What all tasks share. */
  record Shared(Appender appender, ScrapeMeters meters, Surroundings around, BodyBudget budget) {
    InstantSource clock() {
      return around.clock();
    }
  }

  private final TargetNames names;
  private final Target target;
  private final Shared shared;
  private final long intervalMillis;
  private final Map<String, String> headers;
  private PageParser parser;
  private int lastBytes;
  private boolean started;
  private long timer = -1;
  private long firstTimer = -1;
  private @Nullable Future<Void> running;
  private volatile ScrapedTarget.@Nullable Scrape last;

  ScrapeTask(Target target, Shared shared) {
    this.target = target;
    this.names = TargetNames.of(target);
    this.shared = shared;
    this.intervalMillis = target.interval().toMillis();
    this.headers = headers(target);
    this.parser = parser();
  }

  /** Exporters that read slow devices go by the time that is left to them. */
  private static Map<String, String> headers(Target target) {
    String seconds =
        BigDecimal.valueOf(timeoutMillis(target), 3).stripTrailingZeros().toPlainString();
    return Map.of(
        "Accept",
        PageFormat.ACCEPT,
        "Accept-Encoding",
        "gzip",
        "X-Prometheus-Scrape-Timeout-Seconds",
        seconds);
  }

  private PageParser parser() {
    boolean timed = target.job().honorTimestamps();
    Kept kept = shared.around().kept();
    return new PageParser(
        names, SeriesRules.of(target), intervalMillis, timed, kept, () -> source().series());
  }

  private Source source() {
    return shared.around().sources().of(Sources.SCRAPE, names.name());
  }

  /** The longest a scrape of {@code target} may take. */
  static long timeoutMillis(Target target) {
    long longest = target.interval().toMillis();
    return Math.max(1, Math.min(target.timeout().toMillis(), longest));
  }

  /** How its last scrape went; null where none has ended, or it is given up. */
  ScrapedTarget.@Nullable Scrape last() {
    return last;
  }

  String name() {
    return names.name();
  }

  Target target() {
    return target;
  }

  /**
   * Begins to scrape, unless that was begun already.
   *
   * @param hurry whether a first scrape comes soon, as another replica may have left a gap; later
   *     ones are at the target's own moment, which is the same on every replica
   */
  void start(Vertx vertx, Requests client, boolean hurry) {
    if (started) {
      return;
    }
    started = true;
    long interval = intervalMillis;
    long now = shared.clock().millis();
    long delay = Phase.delayMillis(names.name(), interval, now);
    timer = vertx.setPeriodic(delay, interval, id -> tick(vertx, client));
    if (hurry && delay > HURRY_MILLIS) {
      long soon = Phase.delayMillis(names.name(), HURRY_MILLIS, now);
      firstTimer = vertx.setTimer(soon, id -> tick(vertx, client));
    }
  }

  /** No further scrapes; completes when the running one has ended. Nothing is known of it then. */
  Future<Void> stop(Vertx vertx) {
    if (started) {
      started = false;
      vertx.cancelTimer(timer);
      vertx.cancelTimer(firstTimer);
      last = null;
    }
    Future<Void> ending = running;
    return ending == null ? Future.succeededFuture() : ending;
  }

  private void tick(Vertx vertx, Requests client) {
    if (running != null) {
      shared.meters().overlaps.increment();
      return;
    }
    Future<Void> scrape = scrape(vertx, client);
    running = scrape;
    scrape.onComplete(done -> running = null);
    if (scrape.isComplete()) {
      running = null;
    }
  }

  private Future<Void> scrape(Vertx vertx, Requests client) {
    long started = System.nanoTime();
    Body body = new Body(target.job().limits().bodyBytes(), shared.budget());
    return fetch(vertx, client, body)
        .compose(page -> parse(vertx, page))
        .otherwise(this::failed)
        .compose(
            result -> {
              int bytes = body.length();
              body.close();
              lastBytes = bytes;
              return keep(vertx, result, bytes, System.nanoTime() - started);
            });
  }

  private Future<Body> fetch(Vertx vertx, Requests client, Body body) {
    if (!target.refusal().isEmpty()) {
      return Future.failedFuture(new ScrapeException(Outcome.TARGET_LIMIT, target.refusal()));
    }
    PageFetch.Page page = new PageFetch.Page(names.name(), headers, lastBytes + lastBytes / 16);
    return new PageFetch(vertx, client, page, body).fetch(timeoutMillis(target));
  }

  private Future<Result> parse(Vertx vertx, Body body) {
    long received = shared.clock().millis();
    int most = body.packed() ? MAX_INLINE_PACKED_BYTES : MAX_INLINE_BYTES;
    if (body.length() <= most && body.expectedBytes() <= MAX_INLINE_BYTES) {
      return Future.succeededFuture(parseNow(body, received));
    }
    return vertx.executeBlocking(() -> parseNow(body, received), false);
  }

  private Result parseNow(Body body, long received) {
    if (body.packed()) {
      body.unpack();
    }
    body.endLine();
    ParsedPage page = parser.parse(body.format(), body.bytes(), body.length(), received);
    PageCounts counts = page.counts();
    if (counts.unreadable()) {
      return new Result(Outcome.UNREADABLE, "not a format of Prometheus", received, page);
    }
    if (!page.whole() && body.length() > 0) {
      // What is missing is not known, so what is there is not kept.
      return new Result(Outcome.CUT, "the page ends before its format's end", received, null);
    }
    if (counts.lines == 0) {
      return new Result(Outcome.EMPTY, "empty page", received, page);
    }
    return new Result(Outcome.OK, "", received, page);
  }

  private Result failed(Throwable cause) {
    long now = shared.clock().millis();
    if (cause instanceof ScrapeException known) {
      return new Result(known.outcome(), String.valueOf(known.getMessage()), now, null);
    }
    LOG.error("Could not read the page of {}", names.name(), cause);
    // What it remembers may be half of a page.
    parser = parser();
    return new Result(Outcome.UNREADABLE, cause.toString(), now, null);
  }

  private Future<Void> keep(Vertx vertx, Result result, int bytes, long nanos) {
    PageCounts counts = result.counts();
    shared.meters().page(result.outcome(), nanos, bytes);
    shared.meters().lines(counts);
    note(result, nanos);
    Future<Boolean> scrapes =
        shared.appender().append(vertx, ScrapeRow.of(names, result, bytes, nanos, intervalMillis));
    Source source = source();
    PageNews.page(source, result);
    ParsedPage page = result.page();
    if (page == null || result.rows() == 0) {
      return scrapes.mapEmpty();
    }
    Future<Boolean> samples =
        append(vertx, page.rows())
            .compose(first -> append(vertx, page.serving()).map(second -> first && second))
            .onSuccess(
                kept -> {
                  PageNews.samples(source, counts, kept);
                  if (kept) {
                    shared.meters().samples.increment(counts.samples);
                  }
                });
    return Future.join(scrapes, samples).mapEmpty();
  }

  private Future<Boolean> append(Vertx vertx, RowBatch rows) {
    return rows.rows() == 0 ? Future.succeededFuture(true) : shared.appender().append(vertx, rows);
  }

  private void note(Result result, long nanos) {
    if (!started) {
      return;
    }
    ScrapedTarget.Scrape before = last;
    boolean up = result.outcome().up();
    last =
        new ScrapedTarget.Scrape(
            up,
            result.error(),
            Instant.ofEpochMilli(result.timeMillis()),
            Duration.ofNanos(nanos),
            result.counts().samples);
    if (before == null || before.up() != up) {
      LOG.info("{} is {} {}", names.name(), up ? "up" : "down", result.error());
    }
  }

  /**
   * What a scrape brought.
   *
   * @param timeMillis when it was answered, or given up
   * @param page null when there was none
   */
  record Result(Outcome outcome, String error, long timeMillis, @Nullable ParsedPage page) {
    PageCounts counts() {
      return page == null ? new PageCounts() : page.counts();
    }

    /** How many rows there are to keep. */
    int rows() {
      return page == null ? 0 : page.rows().rows() + page.serving().rows();
    }
  }
}
