package io.burnrate.devcluster;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** Runs a cluster until it is ended. */
public final class ClusterMain {
  /** Printed alone on a line when every part serves. */
  static final String READY = "READY";

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private ClusterMain() {}

  /** Exits with 0 when ended or asked for help, 1 on a failure, 2 on a wrong command line. */
  public static void main(String[] args) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (ClusterException wrong) {
      err.println("burnrate dev-cluster: " + wrong.getMessage());
      System.exit(USAGE);
      return;
    }
    if (options.help()) {
      out.print(Options.USAGE);
      out.flush();
      return;
    }
    try {
      run(options, out);
    } catch (ClusterException failure) {
      err.println("burnrate dev-cluster: " + failure.getMessage());
      System.exit(FAILED);
    } catch (RuntimeException | IOException | LinkageError failure) {
      err.println("burnrate dev-cluster: failed unexpectedly");
      failure.printStackTrace(err);
      System.exit(FAILED);
    }
  }

  private static void run(Options options, PrintWriter out)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    DataFolder data = DataFolder.open(options.data());
    Ports ports = Ports.open(data.portsFile(), options);
    Path log = data.path().resolve("logs/cluster.log");
    logTo(log);
    out.println("Starting ZooKeeper, Kafka and Pinot on " + data.path());
    Cluster cluster = new Cluster(data, ports);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop, "stop"));
    try {
      cluster.start(out);
    } catch (ClusterException failure) {
      throw new ClusterException(failure.getMessage() + "\nMore is in " + log, failure);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.println(
        String.format(
            Locale.ROOT, "Started in %.1f s; data and log are in %s", seconds, data.path()));
    out.println();
    out.println(configuration(ports));
    out.println(READY);
    if (options.control()) {
      new Control(cluster, out)
          .serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
      System.exit(0);
    }
    // Until a signal.
    new CountDownLatch(1).await();
  }

  /** The part of the service's configuration that leads here. */
  private static String configuration(Ports ports) {
    return """
        store:
          kind: pinot
          controller: http://%s
          brokers: [ "http://%s" ]
          kafka: { bootstrapServers: "%s" }
        """
        .formatted(
            ports.address(Port.CONTROLLER), ports.address(Port.BROKER), ports.address(Port.KAFKA));
  }

  /** Sends what the parts log or print to files; the terminal is for what is said here. */
  private static void logTo(Path log) throws IOException {
    System.setProperty("burnrate.cluster.log", log.toString());
    PrintStream other =
        new PrintStream(
            new FileOutputStream(log.resolveSibling("printed.log").toFile(), true),
            true,
            StandardCharsets.UTF_8);
    System.setOut(other);
    System.setErr(other);
    System.setProperty("zookeeper.admin.enableServer", "false");
    System.setProperty("zookeeper.jmx.log4j.disable", "true");
    // What is written survives the end of this process; it need not survive a power cut.
    System.setProperty("zookeeper.forceSync", "no");
    // Of use only where several ZooKeepers can lag; here it delays the end of short sessions by 2
    // s.
    System.setProperty("zk.zkclient.autosync.enabled", "false");
  }
}
