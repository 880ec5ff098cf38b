package io.burnrate.alerting;

import io.burnrate.store.Shards;
import java.util.Comparator;

/**
 * Alerts that are told together: those of one rule and, where replicas share the work, one shard.
 * So a group is always one replica's, which alone can say whether any alert of it is open.
 */
record AlertGroup(RuleKind kind, int shard, int shards) implements Comparable<AlertGroup> {
  private static final Comparator<AlertGroup> ORDER =
      Comparator.comparing(AlertGroup::kind).thenComparing(AlertGroup::shard);

  /** The group of {@code fingerprint} where there are {@code shards} shards. */
  static AlertGroup of(RuleKind kind, String fingerprint, int shards) {
    return new AlertGroup(kind, Shards.of(fingerprint, shards), shards);
  }

  /** As Alertmanager's group key: the route, then the labels by which it groups. */
  String key() {
    String route = shards == 1 ? "{}" : "{}/{shard=\"" + shard + "\"}";
    return route + ":{alertname=\"" + kind.alertName() + "\"}";
  }

  @Override
  public int compareTo(AlertGroup other) {
    return ORDER.compare(this, other);
  }
}
