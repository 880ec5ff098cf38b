package io.burnrate.collector.scrape;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.Discoverer;
import io.burnrate.collector.discovery.Job;
import io.burnrate.collector.discovery.Limits;
import io.burnrate.collector.discovery.Target;
import io.burnrate.collector.sources.DroppedTarget;
import io.burnrate.collector.sources.FoundTargets;
import io.burnrate.collector.sources.ScrapedTarget;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes dcgm-exporters: each target once in an interval, its page to rows of {@link
 * Tables#GPU_SAMPLES}, and how it went to {@link Tables#SCRAPES}. Targets come and go as they are
 * found. Replicas share them: each finds all, and scrapes those whose name is in a shard of its
 * own. The way in for everything else in this package. Thread-safe.
 */
public final class Scraper {
  /** Event loops that the targets are spread over. */
  static final int MAX_LANES = 4;

  static final String GROUP = "collectors";

  private final Vertx vertx;
  private final SharedStore store;
  private final Discoverer discoverer;
  private final List<ScrapeLane> lanes;
  private final List<String> deployed = new ArrayList<>();
  private volatile Shards held = Shards.none(1);
  private volatile @Nullable Membership membership;

  private Scraper(
      ScrapeConfig config, SharedStore store, List<ScrapeLane> lanes, Surroundings around) {
    this.vertx = around.vertx();
    this.store = store;
    this.lanes = lanes;
    this.discoverer = new Discoverer(settled(config), config.jobs(), around, this::spread);
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
    long largest =
        config.jobs().stream()
            .mapToLong(job -> job.limits().bodyBytes())
            .reduce(config.maxBodyBytes(), Math::max);
    BodyBudget budget = BodyBudget.of(largest);
    ScrapeMeters.inFlight(registry, budget);
    ScrapeTask.Shared shared =
        new ScrapeTask.Shared(new Appender(store, meters), meters, around, budget);
    Scraper scraper = new Scraper(config, store, lanes(config, shared), around);
    ScrapeMeters.targets(registry, scraper::targets);
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
        .onSuccess(
            joined -> {
              membership = joined;
              discoverer.start();
            })
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
    last.add(discoverer.stop());
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

  /** Spreads what was found over the lanes, each target always to the same one. */
  private void spread(Discoverer.Found found) {
    List<Map<String, Target>> parts = new ArrayList<>();
    lanes.forEach(lane -> parts.add(new HashMap<>()));
    for (Target target : found.targets()) {
      parts.get(lane(target.url())).put(target.url(), target);
    }
    for (int i = 0; i < lanes.size(); i++) {
      lanes.get(i).set(parts.get(i));
    }
  }

  private int lane(String url) {
    // Another hash than that of the shards, or a replica's targets would all be on one lane.
    return Math.floorMod((url.hashCode() * 0x9e3779b9) >>> 16, lanes.size());
  }

  private long heldTargets() {
    Shards now = held;
    return discoverer.last().targets().stream().filter(each -> now.holds(each.url())).count();
  }

  /** All there is to scrape, and what of it is not scraped. Does not block. */
  public FoundTargets found() {
    Discoverer.Found found = discoverer.last();
    Map<String, Integer> counts = new HashMap<>();
    found.droppedCounts().forEach((reason, count) -> counts.put(reason.key(), count));
    return new FoundTargets(
        targets(),
        found.dropped().stream()
            .map(each -> new DroppedTarget(each.job(), each.discovered(), each.reason().key()))
            .toList(),
        counts);
  }

  /** All targets there are, in the order of settings and jobs. Does not block. */
  List<ScrapedTarget> targets() {
    Shards now = held;
    return discoverer.last().targets().stream().map(each -> shown(each, now)).toList();
  }

  private ScrapedTarget shown(Target target, Shards now) {
    ScrapeTask task = lanes.get(lane(target.url())).task(target.url());
    return new ScrapedTarget(
        target.job().name(),
        target.url(),
        target.labels(),
        target.discovered(),
        target.interval(),
        Duration.ofMillis(ScrapeTask.timeoutMillis(target)),
        now.holds(target.url()),
        task == null ? null : task.last());
  }

  private static List<ScrapeLane> lanes(ScrapeConfig config, ScrapeTask.Shared shared) {
    int most = Math.min(MAX_LANES, Runtime.getRuntime().availableProcessors());
    int count = config.jobs().isEmpty() ? Math.min(most, config.targets().size()) : most;
    return Stream.generate(() -> new ScrapeLane(shared)).limit(Math.max(1, count)).toList();
  }

  /** The targets that the settings name one by one, as a job of their own. */
  private static List<Target> settled(ScrapeConfig config) {
    Job plain = Job.named("targets", config.interval(), config.timeout());
    Job job =
        plain.with(
            Limits.DEFAULT.withBodyBytes(config.maxBodyBytes()), Access.DEFAULT.withoutRedirects());
    return config.targets().stream()
        .map(
            target ->
                new Target(
                    job,
                    target.name(),
                    target.labels(),
                    target.labels(),
                    config.interval(),
                    config.timeout(),
                    ""))
        .toList();
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
