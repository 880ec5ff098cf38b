package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the ways to a GPU say of who shares it, so that the one that is followed gives the whole and
 * another one the split: DCGM's exporter knows energy and not HAMi's containers, HAMi's monitor the
 * reverse. COST_MODEL.md, formula 9. Not thread-safe.
 */
final class Sharers {
  /** Of more ways than this, those that were heard last are known. */
  static final int MAX_WAYS = 4;

  private final Map<String, GpuObservation> newest = new LinkedHashMap<>(2);

  /** Keeps what {@code next} says of the shares of a GPU that is not cut into MIG instances. */
  void note(GpuObservation next) {
    String way = way(next);
    GpuObservation known = newest.get(way);
    if (known != null && known.timeMillis() > next.timeMillis()) {
      return;
    }
    newest.remove(way);
    GpuPart whole = next.wholeGpu();
    if (whole != null && whole.tellsShares()) {
      if (newest.size() == MAX_WAYS) {
        newest.remove(newest.keySet().iterator().next());
      }
      newest.put(way, next);
    }
  }

  private static String way(GpuObservation observation) {
    return (observation.inParts() ? "~" : "") + observation.target();
  }

  /** {@code next} with what other ways know of its sharers, for as long as that holds. */
  GpuObservation complete(GpuObservation next, LedgerRules rules) {
    GpuPart whole = next.wholeGpu();
    if (whole == null || newest.isEmpty()) {
      return next;
    }
    List<GpuPart> told = told(next, rules);
    if (told.isEmpty()) {
      return next;
    }
    StringBuilder text = new StringBuilder(whole.ownersText());
    List<OwnerShare> owners = whole.owners();
    boolean complete = whole.tellsShares();
    for (GpuPart other : told) {
      List<OwnerShare> longer = complete ? null : replaced(owners, other.owners());
      complete |= longer != null;
      owners = longer != null ? longer : filled(owners, other);
      text.append('|').append(other.ownersText());
    }
    return next.withWholeGpu(whole.withOwners(text.toString(), List.copyOf(owners)));
  }

  /** What other ways say at its time, those that see the use of the GPU first. */
  private List<GpuPart> told(GpuObservation next, LedgerRules rules) {
    List<GpuPart> told = new ArrayList<>();
    newest.forEach(
        (way, other) -> {
          GpuPart whole = other.wholeGpu();
          long apart = Math.abs(next.timeMillis() - other.timeMillis());
          if (whole != null && !way.equals(way(next)) && apart <= rules.holdMillis(other)) {
            told.add(whole);
          }
        });
    told.sort(Comparator.comparing((GpuPart part) -> !part.read()));
    return told;
  }

  /** The list that says more, if all of {@code owners} are in it; else null. */
  private static @Nullable List<OwnerShare> replaced(
      List<OwnerShare> owners, List<OwnerShare> others) {
    List<OwnerShare> left = new ArrayList<>(owners);
    List<OwnerShare> all = new ArrayList<>(others.size());
    for (OwnerShare other : others) {
      OwnerShare same = take(left, other.owner());
      all.add(same == null ? other : named(same, other).askingAs(same));
    }
    return left.isEmpty() ? all : null;
  }

  /** {@code owners}, with what is known of them and they do not say themselves. */
  private static List<OwnerShare> filled(List<OwnerShare> owners, GpuPart other) {
    List<OwnerShare> left = new ArrayList<>(other.owners());
    List<OwnerShare> all = new ArrayList<>(owners.size());
    List<OwnerShare> weighed = new ArrayList<>(owners.size());
    for (OwnerShare share : owners) {
      OwnerShare same = take(left, share.owner());
      all.add(same == null ? share : share.askingAs(same));
      if (same != null && same.measured()) {
        weighed.add(share.askingAs(same).weighing(same.weightRatio()));
      }
    }
    boolean measured = owners.stream().allMatch(OwnerShare::measured);
    return !measured && weighed.size() == owners.size() ? weighed : all;
  }

  /** {@code other} under the name of the one that names its container. */
  private static OwnerShare named(OwnerShare same, OwnerShare other) {
    Owner name = counted(other.owner().container()) ? same.owner() : other.owner();
    return new OwnerShare(
        name, other.weightRatio(), other.requestedRatio(), other.requestedBytes());
  }

  /** Takes out what is of the same container, or of its pod where the container is not named. */
  private static @Nullable OwnerShare take(List<OwnerShare> from, Owner owner) {
    int found = -1;
    for (int i = 0; i < from.size(); i++) {
      Owner other = from.get(i).owner();
      if (other.equals(owner)) {
        return from.remove(i);
      }
      boolean samePod =
          other.pod().equals(owner.pod()) && other.namespace().equals(owner.namespace());
      if (found < 0 && samePod && (counted(other.container()) || counted(owner.container()))) {
        found = i;
      }
    }
    return found < 0 ? null : from.remove(found);
  }

  /** Whether a container has a number for a name, or none: what a scheduler says. */
  private static boolean counted(String container) {
    return container.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
