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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of Kubernetes asked for of GPUs, as {@link Tables#METADATA} tells it: of a pod,
 * each request from the time at which it was told until the next one. COST_MODEL.md, formula 3.
 * Thread-safe.
 */
final class PodRequests {
  /**
   * With one more the one that ended first is forgotten; where none has, further pods are not
   * known, and counted.
   */
  static final int MAX_PODS = 100_000;

  /** Of one pod; with one more the oldest is forgotten. */
  static final int MAX_VERSIONS = 4;

  /** A pod that was not told of for so long is gone: those that are there are told once a day. */
  static final Duration FORGET_AFTER = Duration.ofHours(26);

  /** How long a pod is kept, so that readings that are read back meet what held then. */
  static final Duration KEEP = FORGET_AFTER.plus(Recovery.LONGEST_REPLAY);

  /** A sharer that no reading names is gone after so long: those that ask are told once an hour. */
  static final Duration MEMBER_FOR = Duration.ofMinutes(150);

  private static final Column ENTITY = Tables.METADATA.column("entity");
  private static final Column KIND = Tables.METADATA.column("kind");
  private static final Column REQUEST = Tables.METADATA.column("gpu_request");

  private static final TreeMap<String, Versions> NOBODY = new TreeMap<>();

  private final Map<String, Versions> pods = new HashMap<>();

  /** The pods of a cluster's group of pods on one GPU, in the order of their names. */
  private final Map<String, TreeMap<String, Versions>> groups = new HashMap<>();

  /** Pods that ask for nothing any more, in the order in which that was told. */
  private final Set<String> over = new LinkedHashSet<>();

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
    private final Name name;
    private final List<Version> all = new ArrayList<>(1);
    private long toldMillis;

    Versions(Name name) {
      this.name = name;
    }

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

    boolean over() {
      return all.get(all.size() - 1).request().over();
    }

    /** Those of all versions, as {@link #group} names them. */
    Set<String> groups() {
      Set<String> groups = new HashSet<>();
      all.forEach(
          version ->
              version
                  .request()
                  .groups()
                  .forEach(group -> groups.add(group(name.cluster(), group))));
      return groups;
    }

    /** Null when it had ended or was not told of within {@code within} before. */
    @Nullable GpuRequest at(long millis, Duration within) {
      if (toldMillis < millis - within.toMillis()) {
        return null;
      }
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
    Name name;
    GpuRequest request;
    try {
      name = known == null ? Name.of(pod) : known.name;
      request = GpuRequest.decode(text);
    } catch (IllegalArgumentException e) {
      badRows++;
      return;
    }
    if (known == null) {
      if (pods.size() >= MAX_PODS) {
        if (over.isEmpty() || request.over()) {
          unknownPods++;
          return;
        }
        drop(over.iterator().next());
      }
      known = new Versions(name);
      pods.put(pod, known);
      empty = false;
    }
    Set<String> left = known.groups();
    if (known.add(millis, request)) {
      for (String group : known.groups()) {
        left.remove(group);
        groups.computeIfAbsent(group, any -> new TreeMap<>()).put(pod, known);
      }
      left.forEach(group -> leave(group, pod));
    }
    if (known.over()) {
      over.add(pod);
    } else {
      over.remove(pod);
    }
  }

  private static String group(String cluster, String name) {
    return cluster + '/' + name;
  }

  private void leave(String group, String pod) {
    groups.computeIfPresent(
        group,
        (any, members) -> {
          members.remove(pod);
          return members.isEmpty() ? null : members;
        });
  }

  private void drop(String pod) {
    Versions known = pods.remove(pod);
    if (known != null) {
      known.groups().forEach(group -> leave(group, pod));
    }
    over.remove(pod);
  }

  /** Forgets pods that have been gone, or not told of, since long before {@code now}. */
  synchronized void forget(long now) {
    long since = now - KEEP.toMillis();
    List<String> old = new ArrayList<>();
    pods.forEach(
        (pod, versions) -> {
          if (versions.toldMillis < since) {
            old.add(pod);
          }
        });
    old.forEach(this::drop);
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
    Map<String, Integer> containers = new HashMap<>();
    whole.owners().forEach(share -> containers.merge(pod(share.owner(), next), 1, Integer::sum));
    synchronized (this) {
      for (OwnerShare share : whole.owners()) {
        int shares = containers.getOrDefault(pod(share.owner(), next), 1);
        add(share, shares, next, owners, others);
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

  private static String pod(Owner owner, GpuObservation next) {
    return next.labels().cluster() + '/' + owner.namespace() + '/' + owner.pod();
  }

  /**
   * Enters an owner that the reading names, one of its pod's {@code containers}, and the others on
   * the GPU if it belongs to a group.
   */
  private void add(
      OwnerShare share,
      int containers,
      GpuObservation next,
      Map<String, OwnerShare> owners,
      Map<String, OwnerShare> others) {
    Owner owner = share.owner();
    String pod = pod(owner, next);
    Versions known = pods.get(pod);
    GpuRequest request = known == null ? null : known.at(next.timeMillis(), FORGET_AFTER);
    OwnerShare asking = share;
    if (request != null) {
      asking = share.askingAs(asked(owner, request, containers));
      // Of a pod on several GPUs it is not known which of its groups this one is.
      boolean joined =
          request.groups().size() == 1 && addMembers(next, request.groups().get(0), others);
      if (joined && request.placeholder()) {
        return; // it only keeps the place
      }
    }
    // Containers of one pod are owners of their own.
    owners.put(owners.containsKey(pod) ? pod + '/' + owner.container() : pod, asking);
  }

  /** Enters who is in the group, with an unknown request where none can be read. */
  private boolean addMembers(GpuObservation next, String group, Map<String, OwnerShare> others) {
    boolean any = false;
    Map<String, Versions> members =
        groups.getOrDefault(group(next.labels().cluster(), group), NOBODY);
    for (Map.Entry<String, Versions> member : members.entrySet()) {
      if (others.size() >= OwnerShares.MAX_SHARERS) {
        break;
      }
      GpuRequest request = member.getValue().at(next.timeMillis(), MEMBER_FOR);
      if (request != null && !request.placeholder() && request.groups().contains(group)) {
        Name name = member.getValue().name;
        Owner owner = new Owner(name.namespace(), request.workload(), name.pod(), "");
        others.put(member.getKey(), asked(owner, request, 1));
        any = true;
      }
    }
    return any;
  }

  /**
   * What one of so many containers of a pod asks for: the request is the pod's, and counts once.
   */
  private static OwnerShare asked(Owner owner, GpuRequest request, int containers) {
    return new OwnerShare(
        owner, Double.NaN, request.ratio() / containers, request.bytes() / containers);
  }

  /** How many groups the known pods are or were in. */
  synchronized int knownGroups() {
    return groups.size();
  }

  /** How many pods are known, and what was left out. */
  synchronized Map<String, Double> measurements() {
    return Map.of(
        "known_pod_requests", (double) pods.size(),
        "unknown_pod_requests_total", (double) unknownPods,
        "bad_pod_requests_total", (double) badRows);
  }
}
