package io.burnrate.benchmarks.stores;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Compares the embedded store with the distributed one; {@code compare-stores} starts it. */
public final class CompareStores {
  static final String EMBEDDED = "embedded";
  static final String DISTRIBUTED = "distributed";

  private static final int MEASURED = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private CompareStores() {}

  /** Measures, prints, writes the JSON file, and exits. */
  public static void main(String[] args) {
    PrintWriter out = writer(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    PrintWriter err = writer(new OutputStreamWriter(System.err, StandardCharsets.UTF_8));
    System.exit(run(List.of(args), out, err));
  }

  private static PrintWriter writer(OutputStreamWriter stream) {
    return new PrintWriter(stream, true);
  }

  private static int run(List<String> args, PrintWriter out, PrintWriter err) {
    Settings settings;
    try {
      settings = Settings.parse(args);
    } catch (IllegalArgumentException e) {
      err.println("compare-stores: " + e.getMessage());
      return MISUSED;
    }
    Instant startedAt = Instant.ofEpochMilli(System.currentTimeMillis());
    try (Comparison comparison = new Comparison(settings, startedAt, new Progress(err))) {
      Report report = comparison.run();
      new Printed(out).print(report);
      out.println(write(settings, startedAt, report));
      return MEASURED;
    } catch (AnswersDiffer e) {
      err.println("compare-stores: the answers differ: " + e.getMessage());
      err.println("compare-stores: no latencies of different answers; no file is written");
      return FAILED;
    } catch (IOException | RuntimeException e) {
      e.printStackTrace(err);
      err.println("compare-stores: nothing measured: " + e);
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private static Path write(Settings settings, Instant startedAt, Report report)
      throws IOException {
    Files.createDirectories(settings.results());
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(startedAt);
    Path file = settings.results().resolve(time + "-" + settings.commit() + "-stores.json");
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(file, json.writeValueAsString(report) + "\n");
    return file;
  }
}
