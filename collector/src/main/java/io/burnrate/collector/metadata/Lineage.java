package io.burnrate.collector.metadata;

import io.burnrate.collector.metadata.LineageEvent.Dataset;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts run events together: a run's inputs and outputs may come in different ones. Each output is
 * taken for a model's version that was made of the inputs. Thread-safe.
 */
final class Lineage {
  /** Runs that are remembered; of further ones the oldest are forgotten. */
  static final int MAX_RUNS = 10_000;

  private final Moments moments;
  private final Map<String, Run> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
          return size() > MAX_RUNS;
        }
      };

  Lineage(InstantSource clock) {
    this.moments = new Moments(clock);
  }

  /**
   * What is known after some events. Later changes have later times.
   *
   * @param things each once, as they are after the last of the events
   */
  record Change(List<Thing> things, long timeMillis) {}

  private static final class Run {
    private final Set<Dataset> inputs = new LinkedHashSet<>();
    private final Set<Dataset> outputs = new LinkedHashSet<>();
  }

  /** What is known, with {@code events}, of what their runs make; null where that is nothing. */
  synchronized @Nullable Change add(List<LineageEvent> events) {
    Map<String, Thing> things = new LinkedHashMap<>();
    for (LineageEvent event : events) {
      add(event).forEach(thing -> things.put(thing.entity(), thing));
    }
    return things.isEmpty() ? null : new Change(List.copyOf(things.values()), moments.next());
  }

  private List<Thing> add(LineageEvent event) {
    Run run = runs.computeIfAbsent(event.run(), any -> new Run());
    add(event.inputs(), run.inputs);
    add(event.outputs(), run.outputs);
    List<Thing> things = new ArrayList<>();
    for (Dataset output : run.outputs) {
      things.add(thing(event, output, run.inputs));
    }
    return things;
  }

  private static void add(List<Dataset> more, Set<Dataset> all) {
    for (Dataset each : more) {
      if (all.size() < LineageEvent.MAX_DATASETS) {
        all.add(each);
      }
    }
  }

  private static Thing thing(LineageEvent event, Dataset output, Set<Dataset> inputs) {
    Facts facts = new Facts();
    facts.add("run", event.run()).add("job", event.job()).add("state", event.type());
    facts.add("digest", output.digest());
    return ModelThing.of(
        new ModelThing.Name(output.namespace(), output.name(), output.version()),
        "openlineage",
        facts,
        inputs);
  }
}
