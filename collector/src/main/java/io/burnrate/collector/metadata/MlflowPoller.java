package io.burnrate.collector.metadata;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.metadata.MlflowException.Reason;
import io.burnrate.collector.sources.Source;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.SharedStore;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an MLflow registry from time to time and writes the versions of its models, with the run and
 * the data that each is made of, to {@link Tables#METADATA}: a row when it changed, and one a day.
 * Replicas all ask, and share the writing by shard. What fails is counted, told in the book of
 * sources, and tried again at the next turn. Thread-safe.
 */
public final class MlflowPoller {
  /** The longest wait for one answer. */
  static final long ANSWER_MILLIS = 10_000;

  /** The longest that one poll asks. */
  static final long POLL_SECONDS = 120;

  private static final String GROUP = "metadata-mlflow";
  private static final String THREAD = "burnrate-mlflow";
  private static final Logger LOG = LoggerFactory.getLogger(MlflowPoller.class);

  private final MlflowConfig config;
  private final SharedStore store;
  private final ThingWriter writer;
  private final Surroundings around;
  private final long answerMillis;
  private final Counter polls;
  private Shards held = Shards.none(1);
  private @Nullable WorkerExecutor worker;
  private @Nullable MlflowClient client;
  private @Nullable MlflowPoll state;
  private @Nullable Membership membership;
  private Future<Void> polling = Future.succeededFuture();
  private long timer = -1;
  private volatile boolean stopped;

  private MlflowPoller(
      MlflowConfig config,
      SharedStore store,
      ThingWriter writer,
      Surroundings around,
      long answerMillis) {
    this.config = config;
    this.store = store;
    this.writer = writer;
    this.around = around;
    this.answerMillis = answerMillis;
    this.polls =
        Counter.builder("burnrate.metadata.mlflow.polls")
            .description("Registries read to the end")
            .register(around.registry());
  }

  /** One that does nothing yet, and nothing ever where the settings name no address. */
  public static <S extends AppendStore & SharedStore> MlflowPoller create(
      MlflowConfig config, S store, Surroundings around) {
    return create(config, store, around, ANSWER_MILLIS);
  }

  static <S extends AppendStore & SharedStore> MlflowPoller create(
      MlflowConfig config, S store, Surroundings around, long answerMillis) {
    return new MlflowPoller(config, store, new ThingWriter(store, around), around, answerMillis);
  }

  /** Begins to ask. Once only. Does not wait for the registry. */
  public Future<Void> start() {
    if (config.url().isEmpty()) {
      return Future.succeededFuture();
    }
    WorkerExecutor opened =
        around.vertx().createSharedWorkerExecutor(THREAD, 1, 2 * POLL_SECONDS, TimeUnit.SECONDS);
    synchronized (this) {
      worker = opened;
      client = new MlflowClient(around.vertx(), config, answerMillis);
      state = new MlflowPoll(config.url(), writer, this::trouble);
    }
    return opened.executeBlocking(
        () -> {
          Membership joined = store.join(GROUP, Tables.METADATA, new Shareholder());
          synchronized (this) {
            membership = joined;
            timer = around.vertx().setPeriodic(config.interval().toMillis(), id -> tick());
          }
          return null;
        });
  }

  /** Takes over and gives up versions as the store says. */
  private final class Shareholder implements Worker {
    @Override
    public void gained(Shards shards) {
      hold(shards, true);
    }

    @Override
    public void lost(Shards shards) {
      hold(shards, false);
    }

    @Override
    public void accept(RowBatch batch) {}
  }

  private synchronized void hold(Shards shards, boolean gained) {
    held = gained ? held.with(shards) : held.without(shards);
    writer.hold(held);
    if (gained) {
      tick();
    }
  }

  private synchronized void tick() {
    WorkerExecutor opened = worker;
    if (!stopped && opened != null && polling.isComplete()) {
      polling =
          opened.<Void>executeBlocking(
              () -> {
                poll();
                return null;
              });
    }
  }

  /** Whatever happens, what was learned is written. */
  private void poll() {
    long begun = System.nanoTime();
    Shards mine;
    MlflowPoll known;
    MlflowClient asking;
    synchronized (this) {
      mine = held;
      known = Objects.requireNonNull(state);
      asking = Objects.requireNonNull(client);
    }
    try {
      long most = TimeUnit.SECONDS.toNanos(POLL_SECONDS);
      int versions =
          known.poll(
              new MlflowRegistry(asking, () -> stopped || System.nanoTime() - begun > most), mine);
      polls.increment();
      source().accept(versions);
    } catch (MlflowException e) {
      failed(e.reason(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("Asking MLflow failed in a way that nobody foresaw", e);
      failed(Reason.UNFORESEEN, e.toString());
    }
    writer.write();
  }

  private Source source() {
    return around.sources().of("metadata", config.url());
  }

  private void failed(Reason reason, String message) {
    if (!stopped) {
      count(reason.word(), 1);
      source().fail(reason.word() + ": " + message);
      LOG.warn("MLflow at {} does not tell of models: {}", config.url(), message);
    }
  }

  private void trouble(String reason, long count) {
    if (count > 0) {
      count(reason, count);
      source().reject(reason, count);
    }
  }

  private void count(String reason, long count) {
    Counter.builder("burnrate.metadata.mlflow.failures")
        .description("Polls, runs and versions that are of no use, by reason")
        .tag("reason", reason)
        .register(around.registry())
        .increment((double) count);
  }

  /** Ends the asking; what was learned has been written then. */
  public Future<Void> stop() {
    WorkerExecutor opened;
    MlflowClient asking;
    synchronized (this) {
      stopped = true;
      around.vertx().cancelTimer(timer);
      opened = worker;
      asking = client;
    }
    if (opened == null || asking == null) {
      return Future.succeededFuture();
    }
    return asking
        .close()
        .transform(any -> opened.<Void>executeBlocking(this::leave))
        .transform(any -> opened.close());
  }

  private @Nullable Void leave() {
    Membership member;
    synchronized (this) {
      member = membership;
      membership = null;
    }
    if (member != null) {
      member.close();
    }
    return null;
  }
}
