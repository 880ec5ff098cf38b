package io.burnrate.collector.scrape;

import io.burnrate.store.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's part of the targets, with a client of its own. Runs on that loop; only {@link
 * #share} may be called from elsewhere.
 */
final class ScrapeLane extends VerticleBase {
  /** Connections to one host and port; there each exporter usually is alone. */
  static final int MAX_CONNECTIONS_PER_HOST = 32;

  /** How long stopping waits for running scrapes and their appends. */
  static final long STOP_TIMEOUT_MILLIS = 3_000;

  /** An exporter closes a quiet connection after 10 s; we do it earlier, so as not to collide. */
  private static final int KEEP_ALIVE_SECONDS = 8;

  private static final int MAX_CHUNK_BYTES = 64 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(ScrapeLane.class);

  private final List<ScrapeTask> tasks;
  private final long timeoutMillis;
  private @Nullable HttpClient client;
  private boolean stopped;

  ScrapeLane(List<ScrapeTask> tasks, long timeoutMillis) {
    this.tasks = tasks;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public Future<?> start() {
    HttpClientOptions options =
        new HttpClientOptions()
            .setTracingPolicy(TracingPolicy.ALWAYS)
            .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeoutMillis))
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setPipelining(false)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setDecompressionSupported(true);
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST);
    client = vertx.createHttpClient(options, pool);
    return Future.succeededFuture();
  }

  /** From now on scrapes those targets whose name is in {@code held}. Call it after the start. */
  void share(Shards held) {
    context.runOnContext(
        nothing -> {
          HttpClient opened = client;
          if (stopped || opened == null) {
            return;
          }
          for (ScrapeTask task : tasks) {
            if (held.holds(task.name())) {
              task.start(vertx, opened, held.count() > 1);
            } else {
              task.stop(vertx);
            }
          }
        });
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    List<Future<Void>> last = tasks.stream().map(task -> task.stop(vertx)).toList();
    return Future.join(last)
        .timeout(STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(cause -> LOG.warn("Stopped before the last scrapes had ended", cause))
        .transform(ended -> client == null ? Future.succeededFuture() : client.close());
  }
}
