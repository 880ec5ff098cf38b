package io.burnrate.benchmarks.intake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A system that takes in what is sent, as a process of its own.
 *
 * @param accepts where requests go
 * @param ready answers 200 once it runs
 * @param counts where its counters are
 * @param counter of spans or samples that it took, as it begins in the text of {@code counts}
 */
record Receiver(
    String name,
    List<String> command,
    Map<String, String> environment,
    URI accepts,
    URI ready,
    URI counts,
    String counter) {
  private static final long PATIENCE_SECONDS = 60;
  private static final double TICKS_PER_SECOND = 100;

  /** A receiver that runs. */
  final class Running implements AutoCloseable {
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private Running(Process process) {
      this.process = process;
    }

    /** User and system time of all its threads, seconds. */
    double cpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    long residentMebibytes() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
      }
      return 0;
    }

    /** What its counter says, all series of it together. */
    double counted() throws IOException, InterruptedException {
      return get(counts)
          .lines()
          .filter(line -> line.startsWith(counter))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }

    private String get(URI url) throws IOException, InterruptedException {
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    }

    private void await() throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (status(ready) != 200) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(name + " did not start: " + String.join(" ", command));
        }
        Thread.sleep(200);
      }
    }

    private int status(URI url) throws InterruptedException {
      try {
        return client
            .send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
            .statusCode();
      } catch (IOException notYet) {
        return 0;
      }
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** Starts it, and waits until it answers. */
  Running start(Path log) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Running running = new Running(builder.start());
    try {
      running.await();
      return running;
    } catch (IOException | InterruptedException e) {
      running.close();
      throw e;
    }
  }
}
