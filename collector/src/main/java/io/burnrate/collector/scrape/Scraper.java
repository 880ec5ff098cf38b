package io.burnrate.collector.scrape;

import io.burnrate.store.AppendStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Scrapes dcgm-exporters: each target once in an interval, its page to rows of {@link
 * io.burnrate.store.Tables#GPU_SAMPLES}, and how it went to {@link
 * io.burnrate.store.Tables#SCRAPES}. The way in for everything else in this package. Thread-safe.
 */
public final class Scraper {
  /** Event loops that the targets are spread over. */
  static final int MAX_LANES = 4;

  private final Vertx vertx;
  private final List<ScrapeTask> tasks;
  private final List<ScrapeLane> lanes;
  private final List<String> deployed = new ArrayList<>();

  private Scraper(Vertx vertx, List<ScrapeTask> tasks, List<ScrapeLane> lanes) {
    this.vertx = vertx;
    this.tasks = tasks;
    this.lanes = lanes;
  }

  /**
   * A scraper that does nothing yet. Throws {@link IllegalArgumentException} on a target that is
   * not http or https, has a user or password in its URL, or is there twice, or an interval below a
   * millisecond.
   */
  public static Scraper create(
      ScrapeConfig config,
      AppendStore store,
      Vertx vertx,
      MeterRegistry registry,
      InstantSource clock) {
    check(config);
    ScrapeMeters meters = new ScrapeMeters(registry);
    BodyBudget budget = BodyBudget.of(config.maxBodyBytes());
    ScrapeMeters.inFlight(registry, budget);
    ScrapeTask.Shared shared =
        new ScrapeTask.Shared(config, new Appender(store, meters), meters, clock, budget);
    List<ScrapeTask> tasks =
        config.targets().stream().map(target -> new ScrapeTask(target, shared)).toList();
    Scraper scraper = new Scraper(vertx, tasks, lanes(tasks, shared.timeoutMillis()));
    ScrapeMeters.targets(registry, scraper::status);
    return scraper;
  }

  /** Starts the schedules. Once only. */
  public Future<Void> start() {
    List<Future<String>> started = lanes.stream().map(vertx::deployVerticle).toList();
    return Future.all(started)
        .onSuccess(
            all -> {
              synchronized (deployed) {
                started.forEach(each -> deployed.add(each.result()));
              }
            })
        .mapEmpty();
  }

  /** Ends the schedules, after what is running has been kept, or after 3 seconds. */
  public Future<Void> stop() {
    List<String> ids;
    synchronized (deployed) {
      ids = List.copyOf(deployed);
      deployed.clear();
    }
    return Future.join(ids.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  /** One for each target, in the order of the settings. Does not block. */
  List<ScrapeStatus> status() {
    return tasks.stream().map(ScrapeTask::status).toList();
  }

  private static List<ScrapeLane> lanes(List<ScrapeTask> tasks, long timeoutMillis) {
    int count = Math.min(MAX_LANES, Runtime.getRuntime().availableProcessors());
    List<List<ScrapeTask>> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(count, tasks.size()); i++) {
      parts.add(new ArrayList<>());
    }
    for (int i = 0; i < tasks.size(); i++) {
      parts.get(i % parts.size()).add(tasks.get(i));
    }
    return parts.stream().map(part -> new ScrapeLane(part, timeoutMillis)).toList();
  }

  private static void check(ScrapeConfig config) {
    if (config.interval().toMillis() < 1) {
      throw new IllegalArgumentException(
          "scrape interval: expected at least 1 ms, got " + config.interval());
    }
    Set<String> seen = new HashSet<>();
    for (ScrapeTarget target : config.targets()) {
      String authority = target.url().getRawAuthority();
      if (authority != null && authority.indexOf('@') >= 0) {
        // Names no more of it than the host, as the rest is a secret.
        throw new IllegalArgumentException(
            "scrape target: expected a URL without user and password at host "
                + authority.substring(authority.lastIndexOf('@') + 1));
      }
      String scheme = target.url().getScheme();
      boolean http = "http".equals(scheme) || "https".equals(scheme);
      if (!http || target.url().getHost() == null) {
        throw new IllegalArgumentException(
            "scrape target: expected an http or https URL, got '" + target.name() + "'");
      }
      if (!seen.add(target.name())) {
        throw new IllegalArgumentException("scrape target '" + target.name() + "' is there twice");
      }
    }
  }
}
