package io.burnrate.benchmarks.stores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run is asked for.
 *
 * @param rows of gpu_samples that both stores take in, a multiple of {@link Fleet#GPUS}
 * @param partitions of each Kafka topic
 * @param probes freshness is measured with, in each of its ways
 * @param runs of each query at each store that are timed
 * @param clusterOptions of the JVM that Kafka and Pinot run in
 * @param work an empty folder for all data
 * @param results where the JSON file goes
 * @param commit of the sources, for the report
 */
record Settings(
    long rows,
    int partitions,
    int probes,
    int runs,
    List<String> clusterOptions,
    Path work,
    Path results,
    String commit) {
  private static final long MOST_ROWS = 1_000_000_000;

  /** Reads {@code --name value} pairs; throws {@link IllegalArgumentException} on anything else. */
  static Settings parse(List<String> args) {
    long rows = 10_000_000;
    int partitions = 4;
    int probes = 300;
    int runs = 50;
    List<String> clusterOptions = List.of("-Xmx3g");
    Path work = Path.of("");
    Path results = Path.of("");
    String commit = "unknown";
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(name + ": expected a value");
      }
      String value = args.get(i + 1);
      switch (name) {
        case "--rows" -> rows = number(name, value, Fleet.GPUS, MOST_ROWS);
        case "--partitions" -> partitions = (int) number(name, value, 1, 64);
        case "--probes" -> probes = (int) number(name, value, 1, 100_000);
        case "--runs" -> runs = (int) number(name, value, 1, 100_000);
        case "--cluster-java-opts" -> clusterOptions = words(value);
        case "--work" -> work = Path.of(value);
        case "--results" -> results = Path.of(value);
        case "--commit" -> commit = value;
        default -> throw new IllegalArgumentException("no such option: " + name);
      }
    }
    return new Settings(
        rows / Fleet.GPUS * Fleet.GPUS,
        partitions,
        probes,
        runs,
        clusterOptions,
        work,
        results,
        commit);
  }

  private static long number(String name, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IllegalArgumentException(
        name + ": expected a number from " + least + " to " + most + ", got '" + value + "'");
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
    words.removeIf(String::isEmpty);
    return words;
  }
}
