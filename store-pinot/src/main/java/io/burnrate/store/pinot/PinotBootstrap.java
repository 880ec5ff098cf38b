package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the topics, schemas and tables of an installation, or brings them up to date. Several
 * processes may do so at once. Failures are {@link BurnrateException}s that name the setting to
 * look at. Stateless between calls.
 */
public final class PinotBootstrap {
  /** A table that is not read after so long will hardly be soon. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  /** How often Pinot is asked again to look for new partitions, in polls. */
  private static final int LOOK_EVERY = 25;

  private static final String REMEDY = ": run burnrate bootstrap --config FILE";

  private final PinotConfig config;
  private final Names names;
  private final List<Table> tables;

  PinotBootstrap(PinotConfig config, List<Table> tables) {
    this.config = config;
    this.names = new Names(config.prefix());
    this.tables = List.copyOf(tables);
  }

  public static PinotBootstrap create(PinotConfig config) {
    return new PinotBootstrap(config, Tables.ALL);
  }

  /**
   * Makes what is missing and waits until every table is read and can be asked. What it changed,
   * one line for each thing; nothing when all was there.
   *
   * @param progress told at once what changes and what is waited for
   */
  public List<String> run(Consumer<String> progress) {
    List<String> changes = new ArrayList<>();
    Consumer<String> changed =
        line -> {
          changes.add(line);
          progress.accept(line);
        };
    Controller controller = new Controller(config);
    PinotTables pinot = new PinotTables(config, controller);
    tables.forEach(pinot::requireUpgradable);
    try (Topics topics = new Topics(config)) {
      // All topics first: a fault among them is found before Pinot has half of the tables.
      for (Table table : tables) {
        topics.ensure(table, changed);
      }
    }
    for (Table table : tables) {
      pinot.ensure(table, changed);
    }
    for (Table table : tables) {
      awaitReading(pinot, table, progress);
    }
    return List.copyOf(changes);
  }

  /**
   * What is missing or too old, one line for each thing with its remedy; nothing when all is there.
   * Quick.
   */
  public List<String> check() {
    List<String> faults = new ArrayList<>();
    PinotTables pinot = new PinotTables(config, new Controller(config));
    try (Topics topics = new Topics(config)) {
      for (Table table : tables) {
        faults.addAll(missing(topics, table));
      }
    }
    for (Table table : tables) {
      pinot.missing(table).forEach(line -> faults.add(line + REMEDY));
    }
    return List.copyOf(faults);
  }

  private List<String> missing(Topics topics, Table table) {
    String topic = names.topic(table);
    Optional<Integer> partitions = topics.partitions(table);
    if (partitions.isEmpty()) {
      return List.of("topic " + topic + " is missing" + REMEDY);
    }
    if (partitions.get() < config.partitions()) {
      return List.of(
          "topic "
              + topic
              + " has "
              + partitions.get()
              + " partitions, store.partitions is "
              + config.partitions()
              + REMEDY);
    }
    if (partitions.get() > config.partitions()) {
      return List.of(
          "topic "
              + topic
              + " has "
              + partitions.get()
              + " partitions, store.partitions is "
              + config.partitions()
              + ": set store.partitions: "
              + partitions.get());
    }
    return List.of();
  }

  /**
   * Removes tables, schemas and topics with all their rows. What it removed, one line for each
   * thing; nothing when there was nothing.
   */
  public List<String> drop(Consumer<String> progress) {
    List<String> changes = new ArrayList<>();
    Consumer<String> changed =
        line -> {
          changes.add(line);
          progress.accept(line);
        };
    PinotTables pinot = new PinotTables(config, new Controller(config));
    for (Table table : tables) {
      if (pinot.delete(table)) {
        changed.accept("dropped table " + names.table(table));
      }
    }
    for (Table table : tables) {
      String name = names.table(table);
      Polling.await(
          () -> pinot.gone(table), READY_TIMEOUT, () -> "table " + name + " does not go away");
      if (pinot.deleteSchema(table)) {
        changed.accept("dropped schema " + name);
      }
    }
    try (Topics topics = new Topics(config)) {
      for (Table table : tables) {
        if (topics.delete(table)) {
          changed.accept("dropped topic " + names.topic(table));
        }
      }
    }
    return List.copyOf(changes);
  }

  /** The external view of a table appears with its first consumers. */
  private void awaitReading(PinotTables pinot, Table table, Consumer<String> progress) {
    String name = names.table(table);
    int[] shown = {config.partitions(), 0};
    Polling.await(
        () -> {
          int reading = pinot.consuming(table);
          if (reading < config.partitions()) {
            if (reading != shown[0]) {
              progress.accept(waiting(name, reading));
            }
            if (shown[1]++ % LOOK_EVERY == LOOK_EVERY - 1) {
              pinot.lookAgain(table);
            }
          }
          shown[0] = reading;
          return reading >= config.partitions();
        },
        READY_TIMEOUT,
        () -> waiting(name, shown[0]) + "; see the log of Pinot's servers");
  }

  private String waiting(String name, int reading) {
    return "waiting for table "
        + name
        + ": Pinot reads "
        + reading
        + " of "
        + config.partitions()
        + " partitions";
  }
}
