package io.burnrate.benchmarks.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.burnrate.benchmarks.stores.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program behind {@code benchmarks/compare-intake}. */
public final class CompareIntake {
  /** Of what was sent, a system's own counter may tell so much more or less. */
  private static final double MOST_DIFFERENCE = 0.02;

  /** Of each sender; 64 of them have 9,600, and so 192,000 series. */
  private static final int GPUS = 150;

  private static final int GPUS_PER_WRITE = 50;
  private static final long IDS_PER_SENDER = 1L << 40;

  private final IntakeOptions options;
  private final Clock clock;
  private final PrintStream out;
  private final Receivers receivers;
  private final List<Window> windows = new ArrayList<>();

  /**
   * What one system did in one window.
   *
   * @param itemsPerCpuSecond spans or samples that were acknowledged
   */
  record Window(
      String kind,
      String system,
      double loadBefore,
      double seconds,
      long items,
      double cpuSeconds,
      double itemsPerCpuSecond,
      double latencyMillisP50,
      double latencyMillisP99,
      long residentMebibytes) {}

  private CompareIntake(IntakeOptions options, Clock clock, PrintStream out) {
    this.options = options;
    this.clock = clock;
    this.out = out;
    this.receivers = new Receivers(options);
  }

  /** Measures; exit code 2 on wrong usage, 1 when a system does not keep what it acknowledged. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    try {
      new CompareIntake(IntakeOptions.parse(Arrays.asList(args)), clock, System.out).run();
    } catch (IllegalArgumentException e) {
      System.err.println("compare-intake: " + e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("compare-intake: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Starts a receiver. */
  @FunctionalInterface
  private interface Maker {
    Receiver make() throws IOException;
  }

  private void run() throws IOException, InterruptedException {
    Instant started = clock.instant();
    out.println(Machine.described());
    Map<String, Path> paths = options.paths();
    for (int round = 0; round < options.rounds(); round++) {
      spans(paths.get("zipkin"));
      List<Maker> peers = new ArrayList<>();
      Path prometheus = paths.get("prometheus");
      if (prometheus != null) {
        peers.add(() -> receivers.prometheus(prometheus));
      }
      Path victoriaMetrics = paths.get("victoriametrics");
      if (victoriaMetrics != null) {
        peers.add(() -> receivers.victoriaMetrics(victoriaMetrics));
      }
      writes(peers);
    }
    new IntakeReport(windows, out).print();
    write(started);
  }

  private void spans(@Nullable Path zipkin) throws IOException, InterruptedException {
    Maker ours = () -> receivers.burnrate(true);
    List<Maker> order =
        zipkin == null
            ? List.of(ours)
            : List.of(() -> receivers.zipkin(zipkin), ours, ours, () -> receivers.zipkin(zipkin));
    for (Maker maker : order) {
      Receiver receiver = maker.make();
      List<Payload> payloads = new ArrayList<>();
      for (int i = 0; i < options.senders(); i++) {
        long first = i * IDS_PER_SENDER;
        int spans = options.spans();
        int attributes = options.attributes();
        payloads.add(
            receiver.name().equals("zipkin")
                ? SpanPayload.zipkin(spans, attributes, clock, first)
                : SpanPayload.otlp(spans, attributes, clock, first));
      }
      window("spans", receiver, payloads);
    }
  }

  private void writes(List<Maker> peers) throws IOException, InterruptedException {
    Maker ours = () -> receivers.burnrate(false);
    List<Maker> order = new ArrayList<>(peers);
    order.add(ours);
    if (!peers.isEmpty()) {
      order.add(ours);
      order.addAll(peers);
    }
    for (Maker maker : order) {
      List<Payload> payloads = new ArrayList<>();
      for (int i = 0; i < options.senders(); i++) {
        payloads.add(new WritePayload(GPUS, GPUS_PER_WRITE, clock.millis(), i));
      }
      window("samples", maker.make(), payloads);
    }
  }

  private void window(String kind, Receiver receiver, List<Payload> payloads)
      throws IOException, InterruptedException {
    double load = Machine.load();
    Path log = options.work().resolve(receiver.name() + ".log");
    try (Receiver.Running running = receiver.start(log)) {
      double countedBefore = running.counted();
      Load senders = new Load(receiver.accepts());
      try (senders) {
        senders.start(payloads);
        Thread.sleep(options.warmupSeconds() * 1_000L);
        senders.forget();
        long items = senders.items();
        double cpu = running.cpuSeconds();
        long begun = System.nanoTime();
        Thread.sleep(options.windowSeconds() * 1_000L);
        long sent = senders.items() - items;
        double used = running.cpuSeconds() - cpu;
        Window window =
            new Window(
                kind,
                receiver.name(),
                load,
                (System.nanoTime() - begun) / 1e9,
                sent,
                used,
                sent / used,
                senders.latencyMillis(0.5),
                senders.latencyMillis(0.99),
                running.residentMebibytes());
        windows.add(window);
        out.println(IntakeReport.line(window));
      }
      check(receiver, senders, running.counted() - countedBefore);
    }
  }

  private static void check(Receiver receiver, Load senders, double counted) throws IOException {
    if (senders.refused() > 0) {
      throw new IOException(
          receiver.name() + " refused " + senders.refused() + " requests: " + senders.problem());
    }
    double sent = senders.items();
    if (sent == 0 || Math.abs(counted - sent) > sent * MOST_DIFFERENCE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s acknowledged %.0f and counts %.0f; nothing is compared",
              receiver.name(),
              sent,
              counted));
    }
  }

  private void write(Instant started) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("startedAt", started.toString());
    result.put("commit", options.commit());
    result.put("machine", Machine.described());
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("warmupSeconds", options.warmupSeconds());
    settings.put("windowSeconds", options.windowSeconds());
    settings.put("rounds", options.rounds());
    settings.put("senders", options.senders());
    settings.put("spansPerExport", options.spans());
    settings.put("attributesPerSpan", options.attributes());
    settings.put("gpusPerSender", GPUS);
    settings.put("samplesPerWrite", GPUS_PER_WRITE * WritePayload.SAMPLES_PER_GPU);
    settings.put("pinned", !options.pin().isEmpty());
    result.put("settings", settings);
    result.put("windows", windows);
    String stamp = started.toString().replaceAll("[-:]|\\.\\d+", "");
    Path file = options.results().resolve(stamp + "-" + options.commit() + "-intake.json");
    Files.createDirectories(options.results());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), result);
    out.println(file);
  }
}
