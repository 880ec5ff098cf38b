package io.burnrate.collector.metadata;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.SharedStore;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is known of the pods and nodes of a Kubernetes cluster to {@link Tables#METADATA}: a
 * row when it changed, and one a day so that retention leaves the newest, or an hour where a pod
 * asks for a part of a GPU. Replicas share the entities by shard. While the cluster does not
 * answer, the client tries again by itself. Thread-safe.
 */
public final class KubernetesMetadata {
  static final long GATHER_MILLIS = 1_000;

  private static final long RESYNC_MILLIS = 3_600_000;
  private static final String GROUP = "metadata";
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesMetadata.class);

  private final KubernetesMetadataConfig config;
  private final SharedStore store;
  private final Surroundings around;
  private final Supplier<KubernetesClient> opening;
  private final ThingWriter writer;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private Shards held = Shards.none(1);
  private @Nullable KubernetesClient client;
  private @Nullable Owners owners;
  private @Nullable Membership membership;
  private Future<Void> writing = Future.succeededFuture();
  private long timer = -1;
  private boolean stopped;

  private KubernetesMetadata(
      KubernetesMetadataConfig config,
      SharedStore store,
      ThingWriter writer,
      Surroundings around,
      Supplier<KubernetesClient> opening) {
    this.config = config;
    this.store = store;
    this.writer = writer;
    this.around = around;
    this.opening = opening;
  }

  /** One that does nothing yet, and nothing ever where the settings do not enable it. */
  public static <S extends AppendStore & SharedStore> KubernetesMetadata create(
      KubernetesMetadataConfig config, S store, Surroundings around) {
    return create(config, store, around, config.access()::open);
  }

  static <S extends AppendStore & SharedStore> KubernetesMetadata create(
      KubernetesMetadataConfig config,
      S store,
      Surroundings around,
      Supplier<KubernetesClient> opening) {
    return new KubernetesMetadata(config, store, new ThingWriter(store, around), around, opening);
  }

  /** Begins to watch. Once only. Does not wait for the cluster. */
  public Future<Void> start() {
    return config.enabled() ? blocking(this::watch) : Future.succeededFuture();
  }

  private void watch() {
    Membership joined = store.join(GROUP, Tables.METADATA, new Shareholder());
    synchronized (this) {
      membership = joined;
      KubernetesClient opened = opening.get();
      client = opened;
      owners = new Owners(opened);
      informers.add(opened.nodes().runnableInformer(RESYNC_MILLIS).addEventHandler(noting()));
      if (config.namespaces().isEmpty()) {
        informers.add(
            opened
                .pods()
                .inAnyNamespace()
                .runnableInformer(RESYNC_MILLIS)
                .addEventHandler(noting()));
      }
      for (String namespace : config.namespaces()) {
        informers.add(
            opened
                .pods()
                .inNamespace(namespace)
                .runnableInformer(RESYNC_MILLIS)
                .addEventHandler(noting()));
      }
      for (SharedIndexInformer<?> informer : informers) {
        informer.exceptionHandler((again, cause) -> refused(cause));
        informer.start();
      }
      timer = around.vertx().setPeriodic(GATHER_MILLIS, id -> tick());
    }
  }

  /** Takes over and gives up entities as the store says. */
  private final class Shareholder implements Worker {
    @Override
    public void gained(Shards shards) {
      hold(held.with(shards));
    }

    @Override
    public void lost(Shards shards) {
      hold(held.without(shards));
    }

    @Override
    public void accept(RowBatch batch) {}
  }

  private synchronized void hold(Shards now) {
    held = now;
    writer.hold(now);
    for (SharedIndexInformer<?> informer : informers) {
      informer.getStore().list().forEach(each -> note((HasMetadata) each, false));
    }
  }

  private synchronized boolean refused(Throwable cause) {
    if (!stopped) {
      around
          .sources()
          .of("metadata", "kubernetes " + config.cluster())
          .fail(String.valueOf(cause.getMessage()));
      LOG.warn("Kubernetes does not tell of pods and nodes: {}", cause.getMessage());
    }
    return !stopped;
  }

  private <T extends HasMetadata> ResourceEventHandler<T> noting() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        note(added, false);
      }

      @Override
      public void onUpdate(T before, T after) {
        note(after, false);
      }

      @Override
      public void onDelete(T deleted, boolean unknown) {
        note(deleted, true);
      }
    };
  }

  private void note(HasMetadata thing, boolean gone) {
    if (thing instanceof Pod pod) {
      String entity = PodThing.entity(config.cluster(), pod);
      writer.note(entity, () -> gone ? of(pod).gone() : of(pod));
    } else if (thing instanceof Node node) {
      Thing now = NodeThing.of(node, config);
      writer.note(now.entity(), () -> gone ? now.gone() : now);
    }
  }

  /** Asks for owners, and so may block. */
  private Thing of(Pod pod) {
    Owners known;
    synchronized (this) {
      known = Objects.requireNonNull(owners);
    }
    return PodThing.of(pod, known.of(pod), config);
  }

  private synchronized void tick() {
    if (!stopped && writing.isComplete()) {
      writing =
          blocking(writer::write)
              .onFailure(cause -> LOG.error("Could not write about pods and nodes", cause))
              .otherwiseEmpty();
    }
  }

  private Future<Void> blocking(Runnable work) {
    return around
        .vertx()
        .executeBlocking(
            () -> {
              work.run();
              return null;
            },
            false);
  }

  /** Ends the watching, after what is being written has been kept. */
  public Future<Void> stop() {
    Future<Void> last;
    synchronized (this) {
      stopped = true;
      around.vertx().cancelTimer(timer);
      last = writing;
    }
    return last.transform(any -> blocking(this::close));
  }

  private void close() {
    KubernetesClient opened;
    Membership member;
    synchronized (this) {
      opened = client;
      client = null;
      member = membership;
      membership = null;
    }
    if (opened != null) {
      informers.forEach(SharedIndexInformer::stop);
      opened.close();
    }
    if (member != null) {
      member.close();
    }
  }
}
