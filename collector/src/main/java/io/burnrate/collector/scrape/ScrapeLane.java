package io.burnrate.collector.scrape;

import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.Requests;
import io.burnrate.collector.discovery.Target;
import io.burnrate.store.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's part of the targets, with clients of its own. Runs on that loop; only {@link
 * #set}, {@link #share} and {@link #task} may be called from elsewhere, once it is started.
 */
final class ScrapeLane extends VerticleBase {
  /** How long stopping waits for running scrapes and their appends. */
  static final long STOP_TIMEOUT_MILLIS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(ScrapeLane.class);

  private final ScrapeTask.Shared shared;
  private final ConcurrentMap<String, ScrapeTask> tasks = new ConcurrentHashMap<>();
  private final Map<Way, Requests> clients = new HashMap<>();
  private final List<Future<Void>> leaving = new ArrayList<>();
  private Shards held = Shards.none(1);
  private boolean stopped;

  /** What targets have in common that share connections. */
  private record Way(Access access, long timeoutMillis) {}

  ScrapeLane(ScrapeTask.Shared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }

  /** From now on these are its targets, by URL. Those that stay as they are are left alone. */
  void set(Map<String, Target> wanted) {
    context.runOnContext(
        nothing -> {
          if (stopped) {
            return;
          }
          leaving.removeIf(Future::isComplete);
          for (ScrapeTask task : List.copyOf(tasks.values())) {
            if (!task.target().equals(wanted.get(task.name()))) {
              leaving.add(task.stop(vertx));
              tasks.remove(task.name());
            }
          }
          wanted.forEach(
              (url, target) -> tasks.computeIfAbsent(url, any -> new ScrapeTask(target, shared)));
          shareNow();
        });
  }

  /** From now on scrapes those targets whose name is in {@code now}. */
  void share(Shards now) {
    context.runOnContext(
        nothing -> {
          held = now;
          if (!stopped) {
            shareNow();
          }
        });
  }

  /** The task of that URL, or null. */
  @Nullable ScrapeTask task(String url) {
    return tasks.get(url);
  }

  private void shareNow() {
    for (ScrapeTask task : tasks.values()) {
      if (held.holds(task.name())) {
        task.start(vertx, client(task.target()), held.count() > 1);
      } else {
        task.stop(vertx);
      }
    }
  }

  private Requests client(Target target) {
    Way way = new Way(target.job().access(), ScrapeTask.timeoutMillis(target));
    return clients.computeIfAbsent(
        way, any -> new Requests(vertx, way.access(), way.timeoutMillis()));
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    List<Future<Void>> last = new ArrayList<>(leaving);
    tasks.values().forEach(task -> last.add(task.stop(vertx)));
    return Future.join(last)
        .timeout(STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(cause -> LOG.warn("Stopped before the last scrapes had ended", cause))
        .transform(ended -> Future.join(clients.values().stream().map(Requests::close).toList()));
  }
}
