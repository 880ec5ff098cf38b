package io.burnrate.collector.metadata;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Shards;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes things that changed, and those that were not written for a day, or for an hour where they
 * ask for a part of a GPU. What the store does not take is tried again. Thread-safe; only one
 * thread may {@link #write}.
 */
final class ThingWriter {
  /** What was written so long ago is written again though nothing changed. */
  static final Duration REPEAT_AFTER = Duration.ofHours(24);

  /**
   * The same of a pod that asks for a part of a GPU, so that who is not told of any more is known
   * to be gone. A little less than the hour in which all pods are looked at.
   */
  static final Duration REPEAT_REQUEST_AFTER = Duration.ofMinutes(50);

  /** Things that are known at a time; further ones are counted and left out. */
  static final int MAX_THINGS = 200_000;

  static final int BATCH_ROWS = 1_000;
  private static final long STORE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(ThingWriter.class);

  private final AppendStore store;
  private final Surroundings around;
  private final Moments moments;
  private final Counter rows;
  private final Counter failures;
  private final Counter leftOut;
  private final Map<String, Supplier<Thing>> changed = new LinkedHashMap<>();
  private final Map<String, Written> written = new HashMap<>();
  private Shards held = Shards.none(1);

  private record Written(Thing thing, long timeMillis) {}

  ThingWriter(AppendStore store, Surroundings around) {
    this.store = store;
    this.around = around;
    this.moments = new Moments(around.clock());
    this.rows = counter("rows", "Rows about pods, nodes and models");
    this.failures = counter("append.failures", "Batches that the store did not take at first");
    this.leftOut = counter("left.out", "Changes of pods, nodes and models beyond the limit");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("burnrate.metadata." + name)
        .description(description)
        .register(around.registry());
  }

  /** From now on only what is in {@code now} is written. */
  synchronized void hold(Shards now) {
    held = now;
    written.keySet().removeIf(entity -> !now.holds(entity));
    changed.keySet().removeIf(entity -> !now.holds(entity));
  }

  /** Notes that {@code entity} may have changed; {@code thing} says how it is, when it is time. */
  synchronized void note(String entity, Supplier<Thing> thing) {
    if (!held.holds(entity)) {
      return;
    }
    boolean known = changed.containsKey(entity) || written.containsKey(entity);
    if (!known && changed.size() + written.size() >= MAX_THINGS) {
      leftOut.increment();
      return;
    }
    changed.put(entity, thing);
  }

  /** Writes what changed, batch by batch, until nothing is left or the store does not take it. */
  void write() {
    Map<String, Supplier<Thing>> batch = next();
    while (!batch.isEmpty()) {
      long now = moments.next();
      List<Thing> things = news(batch, now);
      if (!things.isEmpty() && !append(things, now)) {
        putBack(batch);
        return;
      }
      batch = next();
    }
  }

  private synchronized Map<String, Supplier<Thing>> next() {
    Map<String, Supplier<Thing>> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<String, Supplier<Thing>>> left = changed.entrySet().iterator();
    while (left.hasNext() && batch.size() < BATCH_ROWS) {
      Map.Entry<String, Supplier<Thing>> each = left.next();
      batch.put(each.getKey(), each.getValue());
      left.remove();
    }
    return batch;
  }

  private List<Thing> news(Map<String, Supplier<Thing>> batch, long now) {
    List<Thing> things = new ArrayList<>();
    for (Map.Entry<String, Supplier<Thing>> each : batch.entrySet()) {
      Thing thing = each.getValue().get();
      Written before;
      synchronized (this) {
        before = written.get(each.getKey());
      }
      if (before == null
          || !before.thing().equals(thing)
          || now - before.timeMillis() >= repeatAfter(thing).toMillis()) {
        things.add(thing);
      }
    }
    return things;
  }

  private static Duration repeatAfter(Thing thing) {
    return thing.gpuRequest().over() ? REPEAT_AFTER : REPEAT_REQUEST_AFTER;
  }

  private boolean append(List<Thing> things, long now) {
    try {
      store
          .append(ThingRows.of(things, now))
          .toCompletableFuture()
          .get(STORE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      failures.increment();
      LOG.warn("The store did not take {} rows about pods, nodes or models", things.size(), e);
      return false;
    }
    rows.increment(things.size());
    synchronized (this) {
      for (Thing thing : things) {
        if (thing.attributes().containsKey(Thing.DELETED)) {
          written.remove(thing.entity());
        } else {
          written.put(thing.entity(), new Written(thing, now));
        }
      }
    }
    return true;
  }

  /** What changed once more in the meantime is newer, and stays. */
  private synchronized void putBack(Map<String, Supplier<Thing>> batch) {
    batch.forEach(changed::putIfAbsent);
  }
}
