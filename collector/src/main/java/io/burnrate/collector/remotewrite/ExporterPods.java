package io.burnrate.collector.remotewrite;

import io.burnrate.domain.Owner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Workloads whose pods read GPUs and hold none, by sender: those that a Prometheus names beside the
 * holder, as it does with the target's own pod. Where a GPU has no holder, only such a pod is
 * named. Thread-safe.
 */
final class ExporterPods {
  /** Further workloads are not remembered. */
  static final int MAX_WORKLOADS = 1_000;

  private final Set<Name> known = ConcurrentHashMap.newKeySet();

  private record Name(String sender, String namespace, String workload) {
    static Name of(String sender, Owner pod) {
      return new Name(sender, pod.namespace(), pod.workload());
    }
  }

  ExporterPods meteredBy(MeterRegistry registry) {
    Gauge.builder("burnrate.remotewrite.exporter.workloads", known, Set::size)
        .description("Workloads that are known to read GPUs and hold none, of at most 1000")
        .register(registry);
    return this;
  }

  /** Those of one sender: what it says of pods holds for its own. */
  Of of(String sender) {
    return new Of(this, sender);
  }

  record Of(ExporterPods all, String sender) {
    void learn(Owner pod) {
      if (all.known.size() < MAX_WORKLOADS) {
        all.known.add(Name.of(sender, pod));
      }
    }

    boolean knows(Owner pod) {
      return all.known.contains(Name.of(sender, pod));
    }
  }
}
