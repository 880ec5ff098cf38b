package io.burnrate.devcluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One port for each {@link Port}. They are chosen once and kept in the data folder, because Pinot's
 * parts know each other by host and port: with other ports the same data is a different cluster.
 */
record Ports(Map<Port, Integer> numbers) {
  /** Below what systems hand out for outgoing connections, so that none takes a port of ours. */
  private static final int LOWEST_FREE = 15_000;

  private static final int HIGHEST_FREE = 32_000;
  private static final int MAX_TRIES = 10_000;

  int of(Port port) {
    Integer number = numbers.get(port);
    if (number == null) {
      throw new IllegalStateException("no port for " + port.label());
    }
    return number;
  }

  /** Where a part listens, such as {@code 127.0.0.1:9092}. */
  String address(Port port) {
    return Cluster.HOST + ":" + of(port);
  }

  /**
   * The ports kept in {@code file}, which is written where it is missing.
   *
   * @throws ClusterException when the options ask for others than were kept, or one is taken
   */
  static Ports open(Path file, Options options) throws IOException {
    boolean kept = Files.exists(file);
    Ports ports = kept ? read(file) : choose(options);
    options
        .ports()
        .forEach(
            (port, asked) -> {
              if (ports.of(port) != asked) {
                throw new ClusterException(
                    "this data was made with %s %d, and Pinot's parts know each other by their"
                            .formatted(port.option(), ports.of(port))
                        + " ports; leave the option out, or start with another --data");
              }
            });
    for (Port port : Port.values()) {
      if (!free(port, ports.of(port))) {
        throw new ClusterException(taken(port, ports.of(port), kept ? file : null));
      }
    }
    if (!kept) {
      write(file, ports);
    }
    return ports;
  }

  private static String taken(Port port, int number, @Nullable Path kept) {
    String what = "port %d (%s) is in use".formatted(number, port.label());
    return kept == null
        ? what + "; end what uses it, or choose another with " + port.option()
        : what + "; end what uses it: it was chosen for this data when it was made (" + kept + ")";
  }

  private static Ports choose(Options options) {
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    numbers.putAll(options.ports());
    for (Port port : Port.values()) {
      if (!numbers.containsKey(port)) {
        numbers.put(port, options.freePorts() ? anyFree(port, numbers) : port.fixed());
      }
    }
    if (numbers.values().stream().distinct().count() < numbers.size()) {
      throw new ClusterException("two parts have the same port: " + numbers);
    }
    return new Ports(numbers);
  }

  private static int anyFree(Port port, Map<Port, Integer> chosen) {
    for (int i = 0; i < MAX_TRIES; i++) {
      int number = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
      if (!chosen.containsValue(number) && free(port, number)) {
        return number;
      }
    }
    throw new ClusterException("no free port found for " + port.label());
  }

  private static boolean free(Port port, int number) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      // Pinot's server cannot be told to bind one interface only.
      socket.bind(
          port == Port.SERVER
              ? new InetSocketAddress(number)
              : new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  private static Ports read(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      String text = properties.getProperty(port.key(), "");
      try {
        numbers.put(port, Integer.valueOf(text));
      } catch (NumberFormatException wrong) {
        throw new ClusterException("%s has '%s' as %s".formatted(file, text, port.key()), wrong);
      }
    }
    return new Ports(numbers);
  }

  private static void write(Path file, Ports ports) {
    Properties properties = new Properties();
    ports.numbers().forEach((port, number) -> properties.setProperty(port.key(), "" + number));
    properties.setProperty("controller", "http://" + ports.address(Port.CONTROLLER));
    properties.setProperty("brokers", "http://" + ports.address(Port.BROKER));
    properties.setProperty("bootstrapServers", ports.address(Port.KAFKA));
    try {
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        properties.store(out, "The ports of this cluster; they belong to its data");
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
