package io.burnrate.devcluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts, started one after the other and stopped in the opposite order. Safe for use by several
 * threads; one of them works at a time.
 */
final class Cluster {
  static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final List<Part> parts = new ArrayList<>();
  private final Deque<Part> running = new ArrayDeque<>();
  private boolean ended;

  Cluster(DataFolder data, Ports ports) throws IOException {
    parts.add(new ZooKeeper(data.folder("zookeeper"), ports.of(Port.ZOOKEEPER)));
    parts.add(new Kafka(data.folder("kafka"), ports));
    parts.addAll(PinotSettings.parts(data, ports));
  }

  /**
   * Starts every part.
   *
   * @param out told of each, with the seconds it took
   * @throws ClusterException when one does not start; those before it run until {@link #stop()}
   */
  void start(PrintWriter out) {
    for (Part part : parts) {
      long begun = System.nanoTime();
      start(part);
      out.println(
          String.format(
              Locale.ROOT, "  %-10s %5.1f s", part.name(), (System.nanoTime() - begun) / 1e9));
    }
  }

  /** Starts one part; does nothing when it runs. */
  void start(String name) {
    start(part(name));
  }

  /** Stops one part, which keeps its data; does nothing when it does not run. */
  synchronized void stop(String name) {
    Part part = part(name);
    if (!running.contains(part)) {
      return;
    }
    try {
      part.stop();
    } catch (Exception failure) {
      throw new ClusterException("%s does not stop: %s".formatted(name, failure), failure);
    } finally {
      running.remove(part);
    }
  }

  /** Stops whatever runs; nothing starts after it. */
  synchronized void stop() {
    ended = true;
    while (!running.isEmpty()) {
      Part part = running.pop();
      try {
        part.stop();
      } catch (Exception failure) {
        LOG.warn("{} does not stop", part.name(), failure);
      }
    }
  }

  private synchronized void start(Part part) {
    if (ended || running.contains(part)) {
      return;
    }
    try {
      part.start();
    } catch (Exception failure) {
      LOG.error("{} does not start", part.name(), failure);
      throw new ClusterException("%s does not start: %s".formatted(part.name(), failure), failure);
    }
    running.push(part);
  }

  private Part part(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new ClusterException("no part is called '" + name + "'"));
  }
}
