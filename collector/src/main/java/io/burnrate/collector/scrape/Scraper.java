package io.burnrate.collector.scrape;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.SharedStore;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes dcgm-exporters: each target once in an interval, its page to rows of {@link
 * Tables#GPU_SAMPLES}, and how it went to {@link Tables#SCRAPES}. Replicas share the targets: each
 * scrapes those whose name is in a shard of its own. The way in for everything else in this
 * package. Thread-safe.
 */
public final class Scraper {
  /** Event loops that the targets are spread over. */
  static final int MAX_LANES = 4;

  static final String GROUP = "collectors";

  private final Vertx vertx;
  private final SharedStore store;
  private final List<ScrapeTask> tasks;
  private final List<ScrapeLane> lanes;
  private final List<String> deployed = new ArrayList<>();
  private volatile Shards held = Shards.none(1);
  private volatile @Nullable Membership membership;

  private Scraper(Vertx vertx, SharedStore store, List<ScrapeTask> tasks, List<ScrapeLane> lanes) {
    this.vertx = vertx;
    this.store = store;
    this.tasks = tasks;
    this.lanes = lanes;
  }

  /**
   * A scraper that does nothing yet. Throws {@link IllegalArgumentException} on a target that is
   * not http or https, has a user or password in its URL, or is there twice, or an interval below a
   * millisecond.
   *
   * @param store takes the rows, and says which targets are this replica's
   */
  public static <S extends AppendStore & SharedStore> Scraper create(
      ScrapeConfig config, S store, Surroundings around) {
    check(config);
    MeterRegistry registry = around.registry();
    ScrapeMeters meters = new ScrapeMeters(registry);
    BodyBudget budget = BodyBudget.of(config.maxBodyBytes());
    ScrapeMeters.inFlight(registry, budget);
    ScrapeTask.Shared shared =
        new ScrapeTask.Shared(config, new Appender(store, meters), meters, around, budget);
    List<ScrapeTask> tasks =
        config.targets().stream().map(target -> new ScrapeTask(target, shared)).toList();
    Scraper scraper =
        new Scraper(around.vertx(), store, tasks, lanes(tasks, shared.timeoutMillis()));
    ScrapeMeters.targets(registry, scraper::status);
    ScrapeMeters.heldTargets(registry, scraper::heldTargets);
    return scraper;
  }

  /** Starts the schedules. Once only. Does not wait for targets to be given to this replica. */
  public Future<Void> start() {
    List<Future<String>> started = lanes.stream().map(vertx::deployVerticle).toList();
    return Future.all(started)
        .onSuccess(
            all -> {
              synchronized (deployed) {
                started.forEach(each -> deployed.add(each.result()));
              }
            })
        .compose(all -> vertx.executeBlocking(this::join, false))
        .onSuccess(joined -> membership = joined)
        .mapEmpty();
  }

  private Membership join() {
    return store.join(GROUP, Tables.SCRAPES, new Shareholder());
  }

  /** Starts and stops targets as the store says. */
  private final class Shareholder implements Worker {
    @Override
    public void gained(Shards shards) {
      share(held.with(shards));
    }

    @Override
    public void lost(Shards shards) {
      share(held.without(shards));
    }

    private void share(Shards shards) {
      held = shards;
      lanes.forEach(lane -> lane.share(shards));
    }

    /** Who else scraped what is nobody's concern. */
    @Override
    public void accept(RowBatch batch) {}
  }

  /** Ends the schedules, after what is running has been kept, or after 3 seconds. */
  public Future<Void> stop() {
    List<Future<Void>> last = new ArrayList<>();
    synchronized (deployed) {
      deployed.forEach(id -> last.add(vertx.undeploy(id)));
      deployed.clear();
    }
    Membership member = membership;
    if (member != null) {
      last.add(
          vertx.executeBlocking(
              () -> {
                member.close();
                return null;
              },
              false));
    }
    return Future.join(last).mapEmpty();
  }

  private long heldTargets() {
    Shards now = held;
    return tasks.stream().filter(task -> now.holds(task.name())).count();
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
