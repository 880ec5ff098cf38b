package io.burnrate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the simulator alone, for load tests. */
public final class SimulatorMain {
  private static final String USAGE =
      """
      usage: SimulatorMain [--gpus N] [--port P] [--seed S] [--plain] [--no-faults]
                           [--duration 600s] [--otlp URL] [--predictions URL]
                           [--prom-config 1s]
      --plain        eight busy H100 a node, the same number of lines on every page
      --prom-config  print a Prometheus configuration that scrapes every node, and end
      """;
  private static final long PATIENCE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(SimulatorMain.class);

  private SimulatorMain() {}

  /** Runs until the duration is over or the process is told to end. */
  public static void main(String[] arguments) throws Exception {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    int status = run(List.of(arguments), out);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Returns the exit status: 0, or 2 for arguments that make no sense. */
  static int run(List<String> arguments, PrintWriter out) throws Exception {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      out.print(USAGE);
      out.flush();
      return 2;
    }
    if (!options.promInterval.isEmpty()) {
      printPrometheusConfig(options, out);
      return 0;
    }
    serve(options, out);
    return 0;
  }

  private static void serve(Options options, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    Simulator simulator = Simulator.create(options.config, vertx, InstantSource.system());
    CountDownLatch end = new CountDownLatch(1);
    Thread hook = new Thread(() -> shutDown(simulator, vertx, end), "simulator-shutdown");
    try {
      simulator
          .start()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Runtime.getRuntime().addShutdownHook(hook);
      out.println(
          options.config.gpus()
              + " GPUs on "
              + simulator.targets().size()
              + " nodes at http://127.0.0.1:"
              + simulator.port()
              + "/node/<i>/metrics, the truth at /truth");
      boolean told = end.await(options.duration.toMillis(), TimeUnit.MILLISECONDS);
      if (!told) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } finally {
      shutDown(simulator, vertx, end);
    }
  }

  private static void shutDown(Simulator simulator, Vertx vertx, CountDownLatch end) {
    if (end.getCount() == 0) {
      return;
    }
    end.countDown();
    // Two waits: a future of a closed Vert.x never completes what is chained to it.
    await(simulator.stop());
    await(vertx.close());
  }

  private static void await(Future<Void> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Could not stop cleanly", e);
    }
  }

  private static void printPrometheusConfig(Options options, PrintWriter out) {
    String interval = options.promInterval;
    out.printf("global: {scrape_interval: %s, scrape_timeout: %s}%n", interval, interval);
    out.printf("scrape_configs:%n- job_name: dcgm%n  static_configs:%n");
    SimulatorConfig config = options.config;
    FleetPlan plan = FleetPlan.of(config.gpus(), config.seed(), config.mix(), config.pace());
    for (Node node : plan.nodes()) {
      out.printf(
          Locale.ROOT,
          "  - targets: ['127.0.0.1:%d']%n    labels: {__metrics_path__: /node/%d/metrics, node: %s}%n",
          config.port(),
          node.id().index(),
          node.id().name());
    }
    out.flush();
  }

  /** What the command line says. */
  private static final class Options {
    SimulatorConfig config = SimulatorConfig.demo(1000, 7).withPort(9400);
    Duration duration = Duration.ofHours(24);
    String promInterval = "";

    static Options of(List<String> arguments) {
      Options options = new Options();
      int gpus = 1000;
      long seed = 7;
      boolean faults = true;
      boolean plain = false;
      int port = 9400;
      String otlp = "";
      String predictions = "";
      for (int i = 0; i < arguments.size(); i++) {
        String name = arguments.get(i);
        switch (name) {
          case "--no-faults" -> faults = false;
          case "--plain" -> plain = true;
          case "--gpus" -> gpus = number(name, value(arguments, ++i, name));
          case "--port" -> port = number(name, value(arguments, ++i, name));
          case "--seed" -> seed = number(name, value(arguments, ++i, name));
          case "--duration" -> options.duration = duration(value(arguments, ++i, name));
          case "--otlp" -> otlp = value(arguments, ++i, name);
          case "--predictions" -> predictions = value(arguments, ++i, name);
          case "--prom-config" -> options.promInterval = value(arguments, ++i, name);
          default -> throw new IllegalArgumentException("no such option: " + name);
        }
      }
      options.config =
          SimulatorConfig.demo(gpus, seed)
              .withPort(port)
              .withMix(plain ? FleetMix.PLAIN : FleetMix.MIXED)
              .withFaults(faults ? Faults.demo(gpus) : Faults.NONE)
              .withTraffic(
                  otlp.isEmpty() ? null : URI.create(otlp),
                  predictions.isEmpty() ? null : URI.create(predictions));
      return options;
    }

    private static String value(List<String> arguments, int index, String name) {
      if (index >= arguments.size()) {
        throw new IllegalArgumentException(name + ": expected a value");
      }
      return arguments.get(index);
    }

    private static int number(String name, String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + ": expected a whole number, got " + text, e);
      }
    }

    private static Duration duration(String text) {
      try {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "--duration: expected a time as 600s or 10m, got " + text, e);
      }
    }
  }
}
