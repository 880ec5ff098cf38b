package io.burnrate.collector.metadata;

import io.burnrate.collector.metadata.MlflowRegistry.Listing;
import io.burnrate.store.Shards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a registry, from one poll to the next. Runs are asked for once, unless they or
 * their version go on changing. For one thread.
 */
final class MlflowPoll {
  /** Runs that one poll asks for; the others wait for the next. */
  static final int MAX_RUNS = 500;

  /**
   * So many whole lists in a row have to lack a version that is to count as gone: pages go by
   * offset, and one may slip through between two of them when another is deleted.
   */
  static final int MISSES = 2;

  private final String registry;
  private final ThingWriter writer;
  private final ObjLongConsumer<String> troubles;
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, MlflowRun> asked = new HashMap<>();
  private int questions;

  /** A version that was noted. */
  private static final class Known {
    private MlflowVersion version;
    private MlflowRun run;
    private boolean again;
    private int misses;

    Known(MlflowVersion version, MlflowRun run, boolean again) {
      this.version = version;
      this.run = run;
      this.again = again;
    }
  }

  /**
   * @param registry what it is called in rows
   * @param troubles hears of reasons, and how often
   */
  MlflowPoll(String registry, ThingWriter writer, ObjLongConsumer<String> troubles) {
    this.registry = registry;
    this.writer = writer;
    this.troubles = troubles;
  }

  /** Notes all of {@code source} that is in {@code held}; returns how many versions. */
  int poll(MlflowRegistry source, Shards held) throws MlflowException {
    Listing listing = source.list();
    troubles.accept("malformedVersion", listing.malformed());
    troubles.accept("leftOut", listing.leftOut());
    boolean cutOff = !listing.whole() && listing.leftOut() == 0;
    troubles.accept("furtherPages", cutOff ? 1 : 0);
    asked.clear();
    questions = 0;
    List<MlflowVersion> news = new ArrayList<>();
    List<MlflowVersion> goingOn = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    int noted = 0;
    for (MlflowVersion each : listing.versions()) {
      String entity = each.name(registry).entity();
      if (!held.holds(entity) || !listed.add(entity)) {
        continue;
      }
      noted++;
      Known before = known.get(entity);
      if (before == null || !each.sameRunAs(before.version)) {
        news.add(each);
      } else {
        before.version = each;
        before.misses = 0;
        note(entity, before);
        if (before.again) {
          goingOn.add(each);
        }
      }
    }
    known.keySet().removeIf(entity -> !held.holds(entity));
    if (listing.whole()) {
      miss(listed);
    }
    // What is new goes first, so that what never ends does not keep it waiting.
    news.addAll(goingOn);
    for (MlflowVersion each : news) {
      learn(source, each);
    }
    return noted;
  }

  private void learn(MlflowRegistry source, MlflowVersion version) throws MlflowException {
    String entity = version.name(registry).entity();
    Known before = known.get(entity);
    boolean asks = !version.run().isEmpty() && !asked.containsKey(version.run());
    if (asks && questions++ >= MAX_RUNS) {
      return;
    }
    MlflowRun run = run(source, version.run());
    boolean again = run == null || run.goesOn();
    if (run == null) {
      boolean sameRun = before != null && before.version.run().equals(version.run());
      run = before != null && sameRun ? before.run : MlflowRun.UNKNOWN;
    }
    Known now = new Known(version, run, again);
    known.put(entity, now);
    note(entity, now);
  }

  /** Null where the answer is of no use now. */
  private @Nullable MlflowRun run(MlflowRegistry source, String id) throws MlflowException {
    if (id.isEmpty()) {
      return MlflowRun.UNKNOWN;
    }
    MlflowRun before = asked.get(id);
    if (before != null) {
      return before;
    }
    try {
      MlflowRun run = source.run(id);
      asked.put(id, run);
      return run;
    } catch (MlflowException e) {
      if (!e.single()) {
        throw e;
      }
      troubles.accept(e.reason().word(), 1);
      // A run that was deleted does not come back.
      return e.reason() == MlflowException.Reason.NOT_FOUND ? MlflowRun.UNKNOWN : null;
    }
  }

  private void note(String entity, Known now) {
    Thing thing = now.version.thing(registry, now.run);
    writer.note(entity, () -> thing);
  }

  private void miss(Set<String> listed) {
    known
        .entrySet()
        .removeIf(
            each -> {
              Known lost = each.getValue();
              if (listed.contains(each.getKey()) || ++lost.misses < MISSES) {
                return false;
              }
              Thing gone = lost.version.thing(registry, lost.run).gone();
              writer.note(each.getKey(), () -> gone);
              return true;
            });
  }
}
