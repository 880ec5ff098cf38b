package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that, when told, appends until its spool is full, says how much, and waits. */
final class FillingProcess {
  static final String READY = "READY";
  static final String TRACE = "filling";
  static final int ROWS = 50;
  static final int SPOOL_BYTES = 50_000;

  private FillingProcess() {}

  /** Its only spool is {@code spool}. */
  static Process start(PinotConfig config, Path spool) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            FillingProcess.class.getName(),
            config.controller().toString(),
            config.brokers().get(0).toString(),
            config.kafka().bootstrapServers(),
            config.prefix(),
            Integer.toString(config.partitions()),
            spool.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    PinotConfig config =
        new PinotConfig(
            URI.create(args[0]),
            List.of(URI.create(args[1])),
            Map.of(),
            new PinotConfig.Kafka(args[2], Map.of(), Duration.ofSeconds(5)),
            args[3],
            Integer.parseInt(args[4]),
            1,
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            new PinotConfig.Spool(Path.of(args[5]), SPOOL_BYTES),
            Map.of());
    try (PinotStore store =
            Replicas.store(config, Path.of(args[5]), SPOOL_BYTES, FlowLimits.DEFAULT);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      out.println(READY);
      orders.readLine();
      out.println(fill(store));
      orders.readLine();
    }
  }

  /** The rows that were acknowledged before the first that were not. */
  static int fill(PinotStore store) {
    int rows = 0;
    try {
      while (true) {
        Replicas.await(store.append(Replicas.spans(TRACE, ROWS, rows)));
        rows += ROWS;
      }
    } catch (BurnrateException e) {
      if (e.code() != ErrorCode.OVERLOADED) {
        throw e;
      }
      return rows;
    }
  }
}
