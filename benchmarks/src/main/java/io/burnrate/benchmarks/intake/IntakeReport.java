package io.burnrate.benchmarks.intake;

import io.burnrate.benchmarks.intake.CompareIntake.Window;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures for people. */
final class IntakeReport {
  private final List<Window> windows;
  private final PrintStream out;

  IntakeReport(List<Window> windows, PrintStream out) {
    this.windows = windows;
    this.out = out;
  }

  static String line(Window window) {
    return String.format(
        Locale.ROOT,
        "%-8s %-16s load before %.2f  %,.0f %s/s  %,.0f a CPU-second  p50 %.1f ms  p99 %.1f ms  %d MiB",
        window.kind(),
        window.system(),
        window.loadBefore(),
        window.items() / window.seconds(),
        window.kind(),
        window.itemsPerCpuSecond(),
        window.latencyMillisP50(),
        window.latencyMillisP99(),
        window.residentMebibytes());
  }

  /** Medians of each system, and ours over each peer's. */
  void print() {
    Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
    for (Window window : windows) {
      medians
          .computeIfAbsent(window.kind(), kind -> new LinkedHashMap<>())
          .computeIfAbsent(window.system(), system -> median(window.kind(), system));
    }
    medians.forEach(
        (kind, bySystem) -> {
          out.printf(Locale.ROOT, "%n%s a CPU-second, median of the windows%n", kind);
          double ours = bySystem.getOrDefault("burnrate", Double.NaN);
          bySystem.forEach(
              (system, median) ->
                  out.printf(
                      Locale.ROOT,
                      "  %-16s %,12.0f   %.3f CPU-s a million   Burnrate is %.2f times%n",
                      system,
                      median,
                      1e6 / median,
                      ours / median));
          if (bySystem.size() == 1) {
            out.println("  NO PEER: nothing was compared");
          }
        });
  }

  private double median(String kind, String system) {
    double[] sorted =
        windows.stream()
            .filter(each -> each.kind().equals(kind) && each.system().equals(system))
            .mapToDouble(Window::itemsPerCpuSecond)
            .toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
