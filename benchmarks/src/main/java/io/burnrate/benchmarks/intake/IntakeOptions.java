package io.burnrate.benchmarks.intake;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param warmupSeconds before each window
 * @param rounds how often peer, ours, ours, peer is gone through
 * @param senders that wait for their answers
 * @param spans in each export
 * @param attributes of each span
 * @param pin what the systems are started by, such as {@code taskset}; empty for nothing
 * @param paths of programs by name; a peer without one is left out
 */
record IntakeOptions(
    int warmupSeconds,
    int windowSeconds,
    int rounds,
    int senders,
    int spans,
    int attributes,
    Path home,
    Path work,
    Path results,
    String commit,
    List<String> pin,
    Map<String, Path> paths) {
  private static final Set<String> PATHS = Set.of("--zipkin", "--prometheus", "--victoriametrics");

  /** Reads {@code --name value} pairs; throws {@link IllegalArgumentException} on anything else. */
  static IntakeOptions parse(List<String> args) {
    Map<String, String> given = new HashMap<>();
    Map<String, Path> paths = new HashMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(name + ": expected a value");
      }
      if (PATHS.contains(name)) {
        paths.put(name.substring(2), Path.of(args.get(i + 1)));
      } else {
        given.put(name, args.get(i + 1));
      }
    }
    IntakeOptions options =
        new IntakeOptions(
            number(given, "--warmup", 60),
            number(given, "--window", 30),
            number(given, "--rounds", 1),
            number(given, "--senders", 64),
            number(given, "--spans", 100),
            number(given, "--attributes", 10),
            Path.of(given.getOrDefault("--home", ".")).toAbsolutePath(),
            Path.of(given.getOrDefault("--work", ".")).toAbsolutePath(),
            Path.of(given.getOrDefault("--results", ".")).toAbsolutePath(),
            given.getOrDefault("--commit", "unknown"),
            given.containsKey("--pin") ? List.of(given.get("--pin").split(" ")) : List.of(),
            paths);
    given.keySet().removeAll(Set.of("--warmup", "--window", "--rounds", "--senders", "--spans"));
    given.keySet().removeAll(Set.of("--attributes", "--home", "--work", "--results", "--commit"));
    given.remove("--pin");
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("no such option: " + given.keySet().iterator().next());
    }
    return options;
  }

  private static int number(Map<String, String> given, String name, int otherwise) {
    String value = given.getOrDefault(name, Integer.toString(otherwise));
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException(
          name + ": expected a number from 1 to 99999, got '" + value + "'");
    }
    return Integer.parseInt(value);
  }
}
