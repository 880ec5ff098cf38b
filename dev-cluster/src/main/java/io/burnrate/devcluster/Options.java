package io.burnrate.devcluster;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command line.
 *
 * @param data the folder that keeps everything
 * @param freePorts whether ports that nobody uses are chosen instead of the fixed ones
 * @param ports those asked for one by one
 * @param control whether commands are read from standard input, and its end ends the cluster
 * @param help whether only the usage is asked for
 */
record Options(
    Path data, boolean freePorts, Map<Port, Integer> ports, boolean control, boolean help) {
  static final String USAGE =
      """
      Usage: burnrate dev-cluster [--data DIR] [--ports fixed|free] [--PART-port N]... [--control]

      Starts a real ZooKeeper, Pinot 0.11 and Kafka in one process, for trying 'store.kind: pinot'
      on one machine, and prints the part of the configuration that leads to it. Runs until Ctrl-C;
      everything is kept below --data and is there again at the next start, also after a kill.

        --data DIR           keep everything here (default: dev-cluster-data)
        --ports fixed|free   the ports below, or any that are free, kept in DIR (default: fixed)
        --controller-port N  Pinot controller (9000)
        --broker-port N      Pinot broker (8099)
        --kafka-port N       Kafka (9092)
        --server-port N, --server-admin-port N, --kafka-controller-port N, --zookeeper-port N
                             for the parts among themselves (8098, 8097, 9093, 2181)
        --control            read 'stop PART' and 'start PART' from standard input, PART being
                             controller, broker, server or kafka; its end ends the cluster
        -h, --help           show this text and exit

      BURNRATE_JAVA_OPTS     more options for the JVM (default: -Xmx1500m,
                                  -XX:MaxDirectMemorySize=4g)

      For a development machine only: nothing asks for a password, and Pinot's server listens on
      every network interface with its query port; all else listens on 127.0.0.1.
      """;

  /**
   * Reads the command line.
   *
   * @throws ClusterException on anything that is not understood
   */
  static Options parse(List<String> args) {
    Path data = Path.of("dev-cluster-data");
    boolean free = false;
    boolean control = false;
    Map<Port, Integer> ports = new EnumMap<>(Port.class);
    for (int i = 0; i < args.size(); i++) {
      String name = args.get(i);
      switch (name) {
        case "-h", "--help" -> {
          return new Options(data, free, ports, control, true);
        }
        case "--control" -> control = true;
        case "--data" -> data = Path.of(value(args, ++i));
        case "--ports" -> free = freePorts(value(args, ++i));
        default -> ports.put(port(name), number(name, value(args, ++i)));
      }
    }
    return new Options(data, free, Map.copyOf(ports), control, false);
  }

  private static String value(List<String> args, int at) {
    if (at >= args.size()) {
      throw new ClusterException("a value is missing after " + args.get(at - 1));
    }
    return args.get(at);
  }

  private static boolean freePorts(String text) {
    return switch (text) {
      case "fixed" -> false;
      case "free" -> true;
      default -> throw new ClusterException("--ports is fixed or free, got '" + text + "'");
    };
  }

  private static Port port(String name) {
    for (Port port : Port.values()) {
      if (port.option().equals(name)) {
        return port;
      }
    }
    throw new ClusterException("unknown option '" + name + "'; see --help");
  }

  private static int number(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new ClusterException(name + " is a port from 1 to 65535, got '" + text + "'");
  }
}
