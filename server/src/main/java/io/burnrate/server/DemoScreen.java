package io.burnrate.server;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.analytics.Dimension;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerReport;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.UtilizationReport;
import io.burnrate.domain.TimeRange;
import io.burnrate.simulator.Simulator;
import io.burnrate.simulator.SimulatorConfig;
import io.burnrate.simulator.TruthLedger;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What the demo prints: what the service says, beside what the fleet knows. */
final class DemoScreen {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private static final PrintWriter OUT =
      new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);

  private final Service service;
  private final Simulator simulator;
  private final SimulatorConfig fleet;
  private final Set<String> seenAlerts = new HashSet<>();

  DemoScreen(Service service, Simulator simulator, SimulatorConfig fleet) {
    this.service = service;
    this.simulator = simulator;
    this.fleet = fleet;
  }

  /** One line of what happens before there is anything to show. */
  static void tell(String line) {
    OUT.println(line);
  }

  void greet(DemoOptions options, String store) {
    String api = "http://127.0.0.1:" + service.httpPort();
    OUT.printf(
        "Burnrate demo: %d simulated GPUs on %d nodes, the service on %s.%n",
        fleet.gpus(), simulator.targets().size(), store);
    OUT.println(
        "All data comes in over HTTP, as from a real fleet; 'truth' is the fleet's own ledger.");
    OUT.println("  utilization: " + api + "/api/v1/utilization?by=pool&window=5m");
    OUT.println("  ledger:      " + api + "/api/v1/ledger?by=class");
    OUT.println("  more:        " + api + "/");
    OUT.println("  metrics:     " + api + "/metrics");
    OUT.println("  otlp:        http://127.0.0.1:" + service.otlpPort() + "/v1/traces");
    OUT.println("  otlp, gRPC:  http://127.0.0.1:" + service.otlpGrpcPort());
    OUT.println("  truth:       http://127.0.0.1:" + simulator.port() + "/truth");
    OUT.println(
        options
            .runFor()
            .map(time -> "Stops by itself after " + time.toSeconds() + " s, or with Ctrl-C.")
            .orElse("Stop with Ctrl-C."));
  }

  /** One line of figures, and a line for each alert that is new. */
  void line() {
    try {
      UtilizationReport report = soon(service.analytics().utilization(Dimension.CLUSTER, WINDOW));
      OUT.println(CLOCK.format(report.window().end()) + "  " + figures(report));
      newAlerts();
    } catch (Exception e) {
      OUT.println("  (no answer: " + e + ")");
    }
  }

  private String figures(UtilizationReport report) throws Exception {
    double gpus = 0;
    double allocated = 0;
    double used = 0;
    double watts = 0;
    for (UtilizationReport.Item item : report.items()) {
      gpus += item.gpus();
      allocated += item.allocatedGpus();
      watts += Double.isNaN(item.powerWatts()) ? 0 : item.powerWatts();
      used += Double.isNaN(item.utilizationRatio()) ? 0 : item.utilizationRatio() * item.gpus();
    }
    return String.format(
        Locale.ROOT,
        "utilization %.3f (truth %.3f)  allocated %.1f of %.0f GPUs  %.1f kW  $%.2f/h of which idle"
            + " $%.2f/h  %s",
        gpus == 0 ? Double.NaN : used / gpus,
        truth(report.window()),
        allocated,
        gpus,
        watts / 1_000,
        service.analytics().gpus().stream().mapToDouble(GpuStatus::usdPerGpuHour).sum(),
        idleUsdPerHour(report.window().end()),
        objectives());
  }

  private double idleUsdPerHour(Instant now) {
    return service.analytics().gpus().stream()
        .mapToDouble(gpu -> gpu.usdPerGpuHour() * gpu.wastedRatio(fleet.idleAfter(), now))
        .sum();
  }

  private double truth(TimeRange window) {
    TruthLedger truth = simulator.truth();
    // Before its first reading the service cannot know.
    Instant firstHeard =
        service.analytics().gpus().stream()
            .map(GpuStatus::firstHeard)
            .max(Instant::compareTo)
            .orElse(truth.start());
    Instant start = window.start().isBefore(firstHeard) ? firstHeard : window.start();
    if (!start.isBefore(window.end())) {
      return Double.NaN;
    }
    return truth.totals(new TimeRange(start, window.end())).utilizationRatio();
  }

  private String objectives() throws Exception {
    StringBuilder text = new StringBuilder();
    for (SloStatus slo : soon(service.analytics().slos())) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %.4f of %d requests",
              slo.config().name(),
              slo.sliRatio(),
              slo.valid()));
    }
    return text.toString();
  }

  private void newAlerts() {
    for (AlertStatus alert : service.alerts().alerts().get()) {
      String change = alert.fingerprint() + alert.state() + alert.startsAt();
      boolean told = alert.state() == AlertStatus.State.PENDING || !seenAlerts.add(change);
      if (!told) {
        OUT.printf(
            "          alert %s: %s%n",
            alert.state().name().toLowerCase(Locale.ROOT),
            alert.annotations().getOrDefault("summary", alert.labels().toString()));
      }
    }
  }

  /** The closed minutes beside the truth. */
  void sumUp() {
    try {
      Instant end = service.analytics().ledgerTotals().closedUntil();
      Instant start = simulator.truth().start();
      TimeRange all = new TimeRange(start, end.isBefore(start) ? start : end.plus(WINDOW));
      LedgerReport report = soon(service.analytics().ledger(Dimension.CLASS, all));
      if (report.totals().gpuMillis() == 0) {
        OUT.println("No minute was closed: run for two minutes or longer to see the ledger.");
        return;
      }
      OUT.println("Ledger of the closed minutes:");
      report.items().forEach(this::ledgerLine);
      OUT.printf(
          Locale.ROOT,
          "  residual %.3f GPU-seconds, closed until %s%n",
          report.residualGpuMillis() / 1_000.0,
          CLOCK.format(report.closedUntil()));
      OUT.println("Hints: " + hints());
    } catch (Exception e) {
      OUT.println("  (no answer: " + e + ")");
    }
  }

  private String hints() {
    List<?> placement = service.hints().placement();
    List<?> reclaim = service.hints().reclaim();
    return placement.size() + " for placement, " + reclaim.size() + " GPUs to reclaim";
  }

  private void ledgerLine(LedgerReport.Item item) {
    OUT.printf(
        Locale.ROOT,
        "  %-14s %12.1f GPU-seconds  $%.4f  %.1f kJ%n",
        item.key(),
        item.gpuMillis() / 1_000.0,
        item.costNanoUsd() / 1e9,
        item.energyMillijoules() / 1e6);
  }

  private static <T> T soon(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
