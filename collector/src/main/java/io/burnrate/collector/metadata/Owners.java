package io.burnrate.collector.metadata;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows owners upwards: a pod's ReplicaSet, its Deployment, and so on with any kind. Each is
 * asked for once. Blocks; one thread only.
 */
final class Owners {
  /** Steps up; there it ends. */
  static final int MAX_STEPS = 5;

  /** Owners that are remembered; of further ones the oldest are forgotten. */
  static final int MAX_KNOWN = 20_000;

  private final KubernetesClient client;

  /** The next owner of each, by its uid. */
  private final Map<String, Optional<OwnerReference>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<OwnerReference>> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  Owners(KubernetesClient client) {
    this.client = client;
  }

  /** The controllers of {@code thing}, from the nearest up. What may not be read ends it. */
  List<OwnerReference> of(HasMetadata thing) {
    List<OwnerReference> chain = new ArrayList<>();
    String namespace = thing.getMetadata().getNamespace();
    Optional<OwnerReference> next = controller(thing.getMetadata());
    while (next.isPresent() && chain.size() < MAX_STEPS) {
      OwnerReference owner = next.get();
      chain.add(owner);
      next = above(namespace, owner);
    }
    return chain;
  }

  private Optional<OwnerReference> above(String namespace, OwnerReference owner) {
    Optional<OwnerReference> before = known.get(owner.getUid());
    if (before != null) {
      return before;
    }
    Optional<OwnerReference> found;
    try {
      GenericKubernetesResource resource =
          client
              .genericKubernetesResources(owner.getApiVersion(), owner.getKind())
              .inNamespace(namespace)
              .withName(owner.getName())
              .get();
      found = resource == null ? Optional.empty() : controller(resource.getMetadata());
    } catch (KubernetesClientException e) {
      found = Optional.empty();
      if (e.getCode() == 0) {
        // Not answered, so not known: asked again the next time.
        return found;
      }
    }
    known.put(owner.getUid(), found);
    return found;
  }

  private static Optional<OwnerReference> controller(ObjectMeta metadata) {
    return metadata.getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }
}
