package io.burnrate.benchmarks.stores;

import java.io.PrintWriter;
import java.util.Locale;

/** Writes a report for people. */
final class Printed {
  private static final double MIB = 1 << 20;

  private final PrintWriter out;

  Printed(PrintWriter out) {
    this.out = out;
  }

  void print(Report report) {
    line("%n%s", report.machine());
    line("%s, commit %s, %s", report.startedAt(), report.commit(), report.settings());
    ingest(report);
    freshness(report);
    queries(report);
    out.flush();
  }

  private void ingest(Report report) {
    line(
        "%n%-12s %-12s %10s %6s %12s %12s %10s %10s  %s",
        "INGEST",
        "table",
        "rows",
        "load",
        "ack rows/s",
        "query rows/s",
        "own s/M",
        "cluster s/M",
        "on disk");
    for (Report.Ingested each : report.ingest()) {
      StringBuilder disk = new StringBuilder();
      each.bytesOnDisk()
          .forEach(
              (what, bytes) ->
                  disk.append(String.format(Locale.ROOT, "%s %.0f MiB ", what, bytes / MIB)));
      line(
          "%-12s %-12s %,10d %6.1f %,12.0f %,12.0f %10.2f %10.2f  %s",
          each.store(),
          each.table(),
          each.rows(),
          each.loadBefore(),
          each.acknowledgedRowsPerSecond(),
          each.queryableRowsPerSecond(),
          each.ownCpuSecondsPerMillionSamples(),
          each.clusterCpuSecondsPerMillionSamples(),
          disk);
    }
    line("s/M: CPU-seconds for a million samples, 40 of which a row has;");
    line(
        "%.2f of this process' own are for making the rows",
        report.generatorCpuSecondsPerMillionSamples());
    report.ingest().stream()
        .filter(each -> each.table().equals("gpu_samples"))
        .filter(each -> each.store().equals(CompareStores.DISTRIBUTED))
        .forEach(
            each ->
                line(
                    "target for %s: %,.0f queryable rows/s: %s",
                    each.store(),
                    Targets.ROWS_PER_SECOND,
                    Targets.judged(each.queryableRowsPerSecond() >= Targets.ROWS_PER_SECOND)));
  }

  private void freshness(Report report) {
    line(
        "%n%-12s %-44s %7s %6s %9s %9s %9s %9s",
        "FRESHNESS", "", "probes", "load", "ack p50", "ack p99", "found p50", "found p99");
    for (Probes.Outcome each : report.freshness()) {
      line(
          "%-12s %-44s %7d %6.1f %9.1f %9.1f %9.1f %9.1f  %s",
          each.store(),
          each.name(),
          each.found().count(),
          each.load(),
          each.acknowledged().p50(),
          each.acknowledged().p99(),
          each.found().p50(),
          each.found().p99(),
          Targets.judged(each.found().p99() < Targets.FRESHNESS_P99_MILLIS));
    }
    line("milliseconds from the append; target: found p99 < %.0f", Targets.FRESHNESS_P99_MILLIS);
  }

  private void queries(Report report) {
    line(
        "%n%-44s %7s %6s %9s %9s %9s %9s",
        "QUERIES", "rows", "load", "emb. p50", "emb. p99", "dist. p50", "dist. p99");
    for (Report.Asked each : report.queries()) {
      String judged =
          each.hasTarget()
              ? Targets.judged(each.distributed().p99() <= Targets.QUERY_P99_MILLIS)
              : "";
      line(
          "%-44s %,7d %6.1f %9.1f %9.1f %9.1f %9.1f  %s",
          each.name(),
          each.rows(),
          each.loadBefore(),
          each.embedded().p50(),
          each.embedded().p99(),
          each.distributed().p50(),
          each.distributed().p99(),
          judged);
    }
    line(
        "milliseconds; equal answers; target for the first six: distributed p99 <= %.0f",
        Targets.QUERY_P99_MILLIS);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
