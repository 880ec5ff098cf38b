package io.burnrate.collector.discovery;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Targets in a Kubernetes cluster, kept up to date by watching it. Changes are gathered for a
 * moment, then all targets are made anew. While the API server does not answer, what was found
 * holds; the client tries again by itself.
 */
final class KubernetesFinder implements Finder {
  /** How long changes are gathered. */
  static final long GATHER_MILLIS = 1_000;

  /** How often everything is looked at again though nothing was told. */
  static final long RESYNC_MILLIS = 300_000;

  private final Finding.Kubernetes finding;
  private final Vertx vertx;
  private final Supplier<KubernetesClient> opening;
  private final Map<Kind, List<SharedIndexInformer<? extends HasMetadata>>> informers =
      new EnumMap<>(Kind.class);
  private @Nullable KubernetesClient client;
  private @Nullable List<Map<String, String>> told;
  private long timer = -1;
  private boolean changed;
  private boolean stopped;

  private enum Kind {
    PODS,
    SERVICES,
    ENDPOINTS,
    SLICES,
    NODES
  }

  KubernetesFinder(Finding.Kubernetes finding, Vertx vertx) {
    this(finding, vertx, finding.access()::open);
  }

  KubernetesFinder(Finding.Kubernetes finding, Vertx vertx, Supplier<KubernetesClient> opening) {
    this.finding = finding;
    this.vertx = vertx;
    this.opening = opening;
  }

  @Override
  public void start(Finds finds) {
    vertx
        .executeBlocking(
            () -> {
              watch(finds);
              return null;
            },
            false)
        .onFailure(cause -> finds.failed("settings", String.valueOf(cause.getMessage())));
  }

  private synchronized void watch(Finds finds) {
    if (stopped) {
      return;
    }
    KubernetesClient opened = opening.get();
    client = opened;
    for (KubernetesRole role : finding.roles()) {
      switch (role) {
        case POD -> watch(Kind.PODS, opened.pods(), role);
        case SERVICE -> watch(Kind.SERVICES, opened.services(), role);
        case ENDPOINTS -> watch(Kind.ENDPOINTS, opened.endpoints(), role);
        case ENDPOINT_SLICE -> watch(Kind.SLICES, opened.discovery().v1().endpointSlices(), role);
        case NODE -> watch(Kind.NODES, opened.nodes());
      }
    }
    if (finding.roles().contains(KubernetesRole.ENDPOINTS)
        || finding.roles().contains(KubernetesRole.ENDPOINT_SLICE)) {
      watch(Kind.SERVICES, opened.services(), null);
      watch(Kind.PODS, opened.pods(), null);
    }
    informers
        .values()
        .forEach(
            all ->
                all.forEach(
                    informer -> {
                      informer.exceptionHandler((again, cause) -> refused(finds, cause));
                      informer.start();
                    }));
    timer = vertx.setPeriodic(GATHER_MILLIS / 4, GATHER_MILLIS, id -> gather(finds));
  }

  /** What only helps to describe is watched without the selectors. */
  private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
      void watch(Kind kind, MixedOperation<T, L, R> operation, @Nullable KubernetesRole role) {
    if (informers.containsKey(kind)) {
      return;
    }
    List<SharedIndexInformer<? extends HasMetadata>> all = new ArrayList<>();
    if (finding.namespaces().isEmpty()) {
      all.add(informer(operation.inAnyNamespace(), role));
    }
    finding
        .namespaces()
        .forEach(namespace -> all.add(informer(operation.inNamespace(namespace), role)));
    informers.put(kind, all);
  }

  private <T extends HasMetadata> void watch(
      Kind kind, FilterWatchListDeletable<T, ?, ? extends Resource<T>> operation) {
    informers.put(kind, List.of(informer(operation, KubernetesRole.NODE)));
  }

  private <T extends HasMetadata> SharedIndexInformer<T> informer(
      FilterWatchListDeletable<T, ?, ? extends Resource<T>> operation,
      @Nullable KubernetesRole role) {
    FilterWatchListDeletable<T, ?, ? extends Resource<T>> chosen = operation;
    if (role != null && !finding.labelSelector().isEmpty()) {
      chosen = chosen.withLabelSelector(finding.labelSelector());
    }
    if (role != null) {
      for (String each : finding.fieldSelector().split(",", -1)) {
        String[] parts = each.split("!?==?", 2);
        if (parts.length == 2) {
          chosen =
              each.contains("!=")
                  ? chosen.withoutField(parts[0].strip(), parts[1].strip())
                  : chosen.withField(parts[0].strip(), parts[1].strip());
        }
      }
    }
    SharedIndexInformer<T> informer = chosen.runnableInformer(RESYNC_MILLIS);
    informer.addEventHandler(new Noting<T>());
    return informer;
  }

  private final class Noting<T> implements ResourceEventHandler<T> {
    @Override
    public void onList(String version, boolean remaining) {
      note();
    }

    @Override
    public void onAdd(T added) {
      note();
    }

    @Override
    public void onUpdate(T before, T after) {
      note();
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
      note();
    }
  }

  private synchronized void note() {
    changed = true;
  }

  private synchronized boolean refused(Finds finds, Throwable cause) {
    if (!stopped) {
      finds.failed("connection", "Kubernetes: " + cause.getMessage());
    }
    return !stopped;
  }

  private void gather(Finds finds) {
    synchronized (this) {
      boolean synced =
          informers.values().stream()
              .flatMap(List::stream)
              .allMatch(SharedIndexInformer::hasSynced);
      if (stopped || !changed || !synced) {
        return;
      }
      changed = false;
    }
    vertx.executeBlocking(
        () -> {
          tell(finds);
          return null;
        },
        true);
  }

  private void tell(Finds finds) {
    List<Map<String, String>> now = targets();
    synchronized (this) {
      if (stopped || now.equals(told)) {
        return;
      }
      told = now;
    }
    finds.found(now);
  }

  private List<Map<String, String>> targets() {
    List<Map<String, String>> all = new ArrayList<>();
    Map<String, Pod> pods = byName(Kind.PODS, Pod.class);
    Map<String, Service> services = byName(Kind.SERVICES, Service.class);
    for (KubernetesRole role : finding.roles()) {
      switch (role) {
        case POD -> pods.values().forEach(pod -> all.addAll(KubernetesLabels.targets(pod)));
        case SERVICE ->
            services.values().forEach(each -> all.addAll(KubernetesLabels.targets(each)));
        case NODE ->
            stored(Kind.NODES, Node.class)
                .forEach(node -> all.addAll(KubernetesLabels.targets(node)));
        case ENDPOINTS ->
            stored(Kind.ENDPOINTS, Endpoints.class)
                .forEach(each -> all.addAll(new EndpointLabels(services, pods).targets(each)));
        case ENDPOINT_SLICE ->
            stored(Kind.SLICES, EndpointSlice.class)
                .forEach(each -> all.addAll(new EndpointLabels(services, pods).targets(each)));
      }
    }
    return all;
  }

  private <T extends HasMetadata> Map<String, T> byName(Kind kind, Class<T> type) {
    Map<String, T> all = new HashMap<>();
    stored(kind, type)
        .forEach(
            each ->
                all.put(
                    each.getMetadata().getNamespace() + "/" + each.getMetadata().getName(), each));
    return all;
  }

  private synchronized <T extends HasMetadata> Stream<T> stored(Kind kind, Class<T> type) {
    return informers.getOrDefault(kind, List.of()).stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .filter(Objects::nonNull)
        .map(type::cast)
        .toList()
        .stream();
  }

  @Override
  public Future<Void> stop() {
    return vertx.executeBlocking(
        () -> {
          close();
          return null;
        },
        false);
  }

  private void close() {
    KubernetesClient opened;
    synchronized (this) {
      stopped = true;
      vertx.cancelTimer(timer);
      opened = client;
      client = null;
    }
    if (opened != null) {
      informers.values().forEach(all -> all.forEach(SharedIndexInformer::stop));
      opened.close();
    }
  }
}
