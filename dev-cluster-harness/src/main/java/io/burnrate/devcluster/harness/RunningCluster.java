package io.burnrate.devcluster.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A real ZooKeeper, Pinot and Kafka in a process of its own, on free ports of 127.0.0.1. The
 * process ends with this one, however this one ends. Safe for use by several threads; commands are
 * carried out one after the other.
 */
public final class RunningCluster implements AutoCloseable {
  private static final List<String> TEST_JVM =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx1g",
          // What ZooKeeper wrote outlives a killed process without being forced to the disk.
          "-Dzookeeper.forceSync=no",
          // Each consuming segment takes some 30 MB, full or not.
          "-XX:MaxDirectMemorySize=4g");
  private static final Duration MAX_START = Duration.ofMinutes(4);
  private static final Duration MAX_COMMAND = Duration.ofMinutes(3);
  private static final Duration MAX_END = Duration.ofSeconds(30);

  private static @Nullable RunningCluster shared;

  private final Path data;
  private final List<String> jvmOptions;
  private final Properties addresses = new Properties();
  private Child child;

  private RunningCluster(Path data, List<String> jvmOptions) {
    this.data = data;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.child = Child.start(data, this.jvmOptions);
  }

  /**
   * Starts a cluster, or starts it again, on this folder; returns when all of it serves.
   *
   * @throws ClusterFailure when it does not within four minutes
   */
  public static RunningCluster start(Path data) {
    return start(data, TEST_JVM);
  }

  /** As {@link #start(Path)}, with these options for the JVM instead of those for short tests. */
  public static RunningCluster start(Path data, List<String> jvmOptions) {
    RunningCluster cluster = new RunningCluster(data, jvmOptions);
    cluster.awaitReady();
    return cluster;
  }

  /**
   * The one cluster of this process, started at the first call on an empty folder that is deleted
   * when this process ends. Not to be closed; what stops a part of it starts the part again.
   */
  public static synchronized RunningCluster shared() {
    if (shared == null) {
      try {
        Path folder = Files.createTempDirectory("burnrate-cluster-");
        RunningCluster cluster = start(folder);
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      cluster.kill();
                      Folders.delete(folder);
                    },
                    "cluster-end"));
        shared = cluster;
      } catch (IOException failure) {
        throw new ClusterFailure("no folder for the cluster's data", failure);
      }
    }
    return shared;
  }

  /** Where Pinot's controller answers. */
  public URI controller() {
    return URI.create(address("controller"));
  }

  /** Where Pinot's broker answers. */
  public URI broker() {
    return URI.create(address("brokers"));
  }

  /** Where Kafka answers, as its clients want to be told. */
  public String bootstrapServers() {
    return address("bootstrapServers");
  }

  /** The folder that keeps the cluster; its log is {@code logs/cluster.log}. */
  public Path data() {
    return data;
  }

  /** The operating system's number of the cluster's process. */
  public synchronized long pid() {
    return child.pid();
  }

  /** Stops one part in order; it keeps its data. Returns when it has stopped. */
  public void stop(Component component) {
    command("stop", "stopped", component);
  }

  /** Starts a part that was stopped, on the same ports and data. Returns when it serves. */
  public void start(Component component) {
    command("start", "started", component);
  }

  /** Kills all of it at once, as {@code kill -9} does. */
  public synchronized void kill() {
    child.kill();
  }

  /** Starts all of it again on the same data and ports, after {@link #kill} or while it runs. */
  public synchronized void restart() {
    if (child.isAlive()) {
      child.end(MAX_END);
    }
    child = Child.start(data, jvmOptions);
    awaitReady();
  }

  /** Ends the cluster in order. Its data stays. */
  @Override
  public synchronized void close() {
    if (child.isAlive()) {
      child.end(MAX_END);
    }
  }

  private synchronized void command(String verb, String done, Component component) {
    child.send(verb + " " + component.label());
    String answer = child.await(List.of(done + " " + component.label(), "failed "), MAX_COMMAND);
    if (answer.startsWith("failed ")) {
      throw new ClusterFailure(answer + "; see " + data.resolve("logs/cluster.log"));
    }
  }

  private void awaitReady() {
    try {
      child.await(List.of("READY"), MAX_START);
      try (InputStream in = Files.newInputStream(data.resolve("cluster.properties"))) {
        addresses.load(in);
      }
    } catch (IOException failure) {
      child.kill();
      throw new ClusterFailure("cannot read where the cluster listens", failure);
    } catch (ClusterFailure failure) {
      child.kill();
      throw failure;
    }
  }

  private String address(String name) {
    String address = addresses.getProperty(name);
    if (address == null) {
      throw new ClusterFailure("the cluster does not say where its " + name + " is");
    }
    return address;
  }
}
