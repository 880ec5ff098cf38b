package io.burnrate.devcluster.harness;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The cluster's process, and the lines that go to it and come from it. */
final class Child {
  private static final String MAIN = "io.burnrate.devcluster.ClusterMain";
  private static final int MAX_WAITING_LINES = 1_000;
  private static final int MAX_REMEMBERED_LINES = 50;

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_WAITING_LINES);
  private final Deque<String> lately = new ArrayDeque<>();

  private Child(Process process) {
    this.process = process;
    this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  static Child start(Path data, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(jvmOptions);
    command.addAll(List.of(MAIN, "--data", data.toString(), "--ports", "free", "--control"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", ClassPathFile.read());
    try {
      Child child = new Child(builder.start());
      Thread reader = new Thread(child::read, "cluster-output");
      reader.setDaemon(true);
      reader.start();
      return child;
    } catch (IOException failure) {
      throw new ClusterFailure("the cluster's process does not start", failure);
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        remember(line);
        // Nobody waits for more than a few; when a flood comes, the newest lines go.
        boolean taken = lines.offer(line);
        if (!taken) {
          remember("(lines left out)");
        }
      }
    } catch (IOException ended) {
      remember("(" + ended.getMessage() + ")");
    }
  }

  private void remember(String line) {
    synchronized (lately) {
      lately.addLast(line);
      if (lately.size() > MAX_REMEMBERED_LINES) {
        lately.removeFirst();
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void send(String line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException failure) {
      throw new ClusterFailure("the cluster does not listen; it printed:\n" + lately(), failure);
    }
  }

  /** The first new line that begins with one of these. */
  String await(List<String> beginnings, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      String line = poll(Math.min(end - System.nanoTime(), 200_000_000L));
      if (line != null && beginnings.stream().anyMatch(line::startsWith)) {
        return line;
      }
      if (line == null && !process.isAlive() && lines.isEmpty()) {
        throw new ClusterFailure(
            "the cluster ended with %d; it printed:%n%s".formatted(process.exitValue(), lately()));
      }
      if (System.nanoTime() > end) {
        throw new ClusterFailure(
            "no %s within %s; the cluster printed:%n%s".formatted(beginnings, atMost, lately()));
      }
    }
  }

  private @Nullable String poll(long nanos) {
    try {
      return lines.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClusterFailure("interrupted while waiting for the cluster", stopped);
    }
  }

  private String lately() {
    synchronized (lately) {
      return String.join("\n", lately);
    }
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    ended(Duration.ofSeconds(30));
  }

  /** Ends it in order, and kills it when that takes too long. */
  void end(Duration atMost) {
    try {
      in.close();
    } catch (IOException gone) {
      // Then there is nothing to end.
    }
    if (!ended(atMost)) {
      kill();
    }
  }

  private boolean ended(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return true;
    }
  }
}
