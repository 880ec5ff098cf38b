package io.burnrate.analytics;

import io.burnrate.domain.GpuRequest;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of Kubernetes asked for of GPUs, as {@link Tables#METADATA} tells it: of a pod,
 * each request from the time at which it was told until the next one. COST_MODEL.md, formula 3.
 * Thread-safe.
 */
final class PodRequests {
  /** Further pods are not known, and counted. */
  static final int MAX_PODS = 100_000;

  /** Of one pod; with one more the oldest is forgotten. */
  static final int MAX_VERSIONS = 4;

  /** A pod that was not told of for so long is gone: those that are there are told once a day. */
  static final Duration FORGET_AFTER = Duration.ofHours(26);

  private static final Column ENTITY = Tables.METADATA.column("entity");
  private static final Column KIND = Tables.METADATA.column("kind");
  private static final Column REQUEST = Tables.METADATA.column("gpu_request");

  private static final TreeSet<String> NOBODY = new TreeSet<>();

  private final Map<String, Versions> pods = new HashMap<>();

  /** The pods of a cluster's group of pods on one GPU, in the order of their names. */
  private final Map<String, TreeSet<String>> groups = new HashMap<>();

  private volatile boolean empty = true;
  private long unknownPods;
  private long badRows;

  /** An entity's name taken apart. */
  private record Name(String cluster, String namespace, String pod) {
    static Name of(String entity) {
      int second = entity.lastIndexOf('/');
      int first = entity.lastIndexOf('/', second - 1);
      if (first < 0 || second == entity.length() - 1) {
        throw new IllegalArgumentException("not a pod: '" + entity + "'");
      }
      return new Name(
          entity.substring(0, first),
          entity.substring(first + 1, second),
          entity.substring(second + 1));
    }
  }

  private record Version(long sinceMillis, GpuRequest request) {}

  /** What one pod asked for, oldest first. */
  private static final class Versions {
    private final List<Version> all = new ArrayList<>(1);
    private long toldMillis;

    /** False when that is known. */
    boolean add(long since, GpuRequest request) {
      toldMillis = Math.max(toldMillis, since);
      int place = all.size();
      while (place > 0 && all.get(place - 1).sinceMillis() > since) {
        place--;
      }
      if (place > 0 && all.get(place - 1).request().equals(request)) {
        return false;
      }
      all.add(place, new Version(since, request));
      if (all.size() > MAX_VERSIONS) {
        all.remove(0);
      }
      return true;
    }

    @Nullable GpuRequest at(long millis) {
      for (int i = all.size() - 1; i >= 0; i--) {
        if (all.get(i).sinceMillis() <= millis) {
          GpuRequest found = all.get(i).request();
          return found.gone() ? null : found;
        }
      }
      return null;
    }
  }

  /** Takes rows of {@link Tables#METADATA}, in any order and as often as they come. */
  synchronized void observe(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.stringAt(KIND, row).equals("pod")) {
        note(batch.stringAt(ENTITY, row), batch.timeMillisAt(row), batch.stringAt(REQUEST, row));
      }
    }
  }

  /** Notes that from {@code millis} on {@code pod} asks for what {@code text} says. */
  synchronized void note(String pod, long millis, String text) {
    Versions known = pods.get(pod);
    if (known == null && text.isEmpty()) {
      return;
    }
    GpuRequest request;
    try {
      Name.of(pod);
      request = GpuRequest.decode(text);
    } catch (IllegalArgumentException e) {
      badRows++;
      return;
    }
    if (known == null) {
      if (pods.size() >= MAX_PODS) {
        unknownPods++;
        return;
      }
      known = new Versions();
      pods.put(pod, known);
      empty = false;
    }
    if (known.add(millis, request)) {
      for (String group : request.groups()) {
        String key = Name.of(pod).cluster() + '/' + group;
        groups.computeIfAbsent(key, g -> new TreeSet<>()).add(pod);
      }
    }
  }

  /** Forgets pods that have been gone, or not told of, since long before {@code now}. */
  synchronized void forget(long now) {
    long since = now - FORGET_AFTER.toMillis();
    pods.values().removeIf(versions -> versions.toldMillis < since);
    groups.values().forEach(members -> members.removeIf(pod -> !pods.containsKey(pod)));
    groups.values().removeIf(TreeSet::isEmpty);
    empty = pods.isEmpty();
  }

  /**
   * {@code next} with what its owners asked for. A pod that holds the GPU as a placeholder for
   * others gives way to them.
   */
  GpuObservation complete(GpuObservation next) {
    GpuPart whole = next.wholeGpu();
    if (empty || whole == null || !whole.allocated()) {
      return next;
    }
    Map<String, OwnerShare> owners = new LinkedHashMap<>();
    Map<String, OwnerShare> others = new LinkedHashMap<>();
    synchronized (this) {
      for (OwnerShare share : whole.owners()) {
        add(share, next, owners, others);
      }
    }
    others.forEach(owners::putIfAbsent);
    List<OwnerShare> all = owners.values().stream().limit(OwnerShares.MAX_SHARERS).toList();
    if (all.equals(whole.owners())) {
      return next;
    }
    String text = whole.ownersText() + '|' + OwnerShares.encode(all);
    return next.withWholeGpu(whole.withOwners(text, all));
  }

  /** Enters an owner that the reading names, and the others on the GPU if it belongs to a group. */
  private void add(
      OwnerShare share,
      GpuObservation next,
      Map<String, OwnerShare> owners,
      Map<String, OwnerShare> others) {
    Owner owner = share.owner();
    String cluster = next.labels().cluster() + '/';
    String pod = cluster + owner.namespace() + '/' + owner.pod();
    GpuRequest request = at(pod, next.timeMillis());
    OwnerShare asking = share;
    if (request != null) {
      asking = share.askingAs(asked(owner, request));
      // Of a pod on several GPUs it is not known which of its groups this one is.
      boolean joined =
          request.groups().size() == 1
              && addMembers(cluster + request.groups().get(0), next.timeMillis(), others);
      if (joined && !request.asks()) {
        return; // it only keeps the place
      }
    }
    // Containers of one pod are owners of their own.
    owners.put(owners.containsKey(pod) ? pod + '/' + owner.container() : pod, asking);
  }

  private boolean addMembers(String group, long millis, Map<String, OwnerShare> others) {
    boolean any = false;
    for (String pod : groups.getOrDefault(group, NOBODY)) {
      Name name = Name.of(pod);
      GpuRequest request = at(pod, millis);
      String plain = group.substring(name.cluster().length() + 1);
      if (request != null && request.asks() && request.groups().contains(plain)) {
        Owner owner = new Owner(name.namespace(), request.workload(), name.pod(), "");
        others.put(pod, asked(owner, request));
        any = true;
      }
    }
    return any;
  }

  private @Nullable GpuRequest at(String pod, long millis) {
    Versions known = pods.get(pod);
    return known == null ? null : known.at(millis);
  }

  private static OwnerShare asked(Owner owner, GpuRequest request) {
    return new OwnerShare(owner, Double.NaN, request.ratio(), request.bytes());
  }

  /** How many pods are known, and what was left out. */
  synchronized Map<String, Double> measurements() {
    return Map.of(
        "known_pod_requests", (double) pods.size(),
        "unknown_pod_requests_total", (double) unknownPods,
        "bad_pod_requests_total", (double) badRows);
  }
}
