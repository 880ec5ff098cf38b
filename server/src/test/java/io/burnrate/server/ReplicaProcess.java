package io.burnrate.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a process of its own, with some of its roles, as a cluster runs it. */
final class ReplicaProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final String name;
  private final Path folder;
  private final Process process;
  private final int httpPort;
  private final int otlpPort;

  private ReplicaProcess(String name, Path folder, Process process, int httpPort, int otlpPort) {
    this.name = name;
    this.folder = folder;
    this.process = process;
    this.httpPort = httpPort;
    this.otlpPort = otlpPort;
  }

  /**
   * Starts a process with these roles.
   *
   * @param shared the part of the configuration that all processes have
   */
  static ReplicaProcess start(Path folder, String name, String roles, String shared)
      throws IOException {
    int httpPort = freePort();
    int otlpPort = freePort();
    Path home = Files.createDirectories(folder.resolve(name));
    Path config = home.resolve("burnrate.yaml");
    Files.writeString(
        config,
        "roles: "
            + roles
            + "\nhttp: { port: "
            + httpPort
            + " }\notlp: { port: "
            + otlpPort
            + ", grpcPort: 0 }\n"
            + shared);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.burnrate.server.Main",
                    "serve",
                    "--config",
                    config.toString()))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log.txt").toFile())
            .start();
    return new ReplicaProcess(name, home, process, httpPort, otlpPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it says that it is ready. */
  ReplicaProcess awaitReady() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ready()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError(name + " is not ready:\n" + log());
      }
      Thread.sleep(100);
    }
    return this;
  }

  private boolean ready() throws InterruptedException {
    try {
      new ApiClient(httpPort).text("/readyz");
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  /** The sum of the series with this name on its page of metrics; NaN without any. */
  double metric(String metric) throws Exception {
    Matcher lines =
        Pattern.compile("(?m)^" + metric + "(?:\\{[^}]*})? (\\S+)$")
            .matcher(new ApiClient(httpPort).text("/metrics"));
    double sum = Double.NaN;
    while (lines.find()) {
      double value = Double.parseDouble(lines.group(1));
      sum = Double.isNaN(sum) ? value : sum + value;
    }
    return sum;
  }

  int httpPort() {
    return httpPort;
  }

  int otlpPort() {
    return otlpPort;
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log.txt"));
  }

  /** Ends it at once, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop, and does not wait for long. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
