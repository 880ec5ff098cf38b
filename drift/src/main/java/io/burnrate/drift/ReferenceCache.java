package io.burnrate.drift;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps complete references, those used last, so that they need not be read again. Not thread-safe.
 */
final class ReferenceCache {
  private final Map<ModelVersion, Reference> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private final long maxBytes;
  private long bytes;

  /**
   * @param maxBytes about the most memory; the references used longest ago are dropped for others
   */
  ReferenceCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable Reference get(ModelVersion model) {
    return byUse.get(model);
  }

  void put(ModelVersion model, Reference reference) {
    remove(model);
    byUse.put(model, reference);
    bytes += reference.sample().bytes();
    Iterator<Reference> eldest = byUse.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().sample().bytes();
      eldest.remove();
    }
  }

  void remove(ModelVersion model) {
    Reference removed = byUse.remove(model);
    if (removed != null) {
      bytes -= removed.sample().bytes();
    }
  }

  /** Drops all but those of {@code models}. */
  void retain(Set<ModelVersion> models) {
    for (ModelVersion model : List.copyOf(byUse.keySet())) {
      if (!models.contains(model)) {
        remove(model);
      }
    }
  }

  int size() {
    return byUse.size();
  }
}
