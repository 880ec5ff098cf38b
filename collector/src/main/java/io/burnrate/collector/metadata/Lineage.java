package io.burnrate.collector.metadata;

import io.burnrate.collector.metadata.LineageEvent.Dataset;
import java.time.Instant;
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
  private final Map<String, Run> runs = newest();

  /** Who made each version last, as far as it is remembered. */
  private final Map<String, Maker> makers = newest();

  private record Maker(String run, Instant time) {}

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
    private String state = "";

    /** Events may come out of order, and one of type {@code OTHER} at any time. */
    void advance(String type) {
      if (step(type) >= step(state)) {
        state = type;
      }
    }

    private static int step(String type) {
      return switch (type) {
        case "COMPLETE", "FAIL", "ABORT" -> 4;
        case "RUNNING" -> 3;
        case "START" -> 2;
        default -> type.isEmpty() ? 0 : 1;
      };
    }
  }

  /** Of those that were asked for last, the last {@link #MAX_RUNS}. */
  private static <T> Map<String, T> newest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > MAX_RUNS;
      }
    };
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
    boolean ofJob = event.run().isEmpty();
    Run run = ofJob ? new Run() : runs.computeIfAbsent(event.run(), any -> new Run());
    run.advance(event.type());
    add(event.inputs(), run.inputs);
    add(event.outputs(), run.outputs);
    List<Thing> things = new ArrayList<>();
    for (Dataset output : run.outputs) {
      if (ofJob || makes(event, output)) {
        things.add(thing(event, output, run));
      }
    }
    return things;
  }

  /** Whether the run is the last that made it: an event of an earlier one may come late. */
  private boolean makes(LineageEvent event, Dataset output) {
    String entity = name(output).entity();
    Maker last = makers.get(entity);
    if (last != null && event.time().isBefore(last.time())) {
      return last.run().equals(event.run());
    }
    makers.put(entity, new Maker(event.run(), event.time()));
    return true;
  }

  private static ModelThing.Name name(Dataset output) {
    return new ModelThing.Name(output.namespace(), output.name(), output.version());
  }

  private static void add(List<Dataset> more, Set<Dataset> all) {
    for (Dataset each : more) {
      if (all.size() < LineageEvent.MAX_DATASETS) {
        all.add(each);
      }
    }
  }

  private static Thing thing(LineageEvent event, Dataset output, Run run) {
    Facts facts = new Facts();
    facts.add("run", event.run()).add("job", event.job()).add("state", run.state);
    facts.add("digest", output.digest());
    return ModelThing.of(
        name(output),
        // What is said of a job is no news of a run, and must not stand in its place.
        event.run().isEmpty() ? "openlineageJob" : "openlineage",
        facts,
        run.inputs);
  }
}
