package io.burnrate.benchmarks.stores;

import java.util.List;
import java.util.Map;

/**
 * All that a run found; its JSON is this record.
 *
 * @param generatorCpuSecondsPerMillionSamples what making the rows costs, a part of each ingest's
 *     own CPU time
 * @param loadAtEnd the load average of the last minute
 */
record Report(
    String benchmark,
    String startedAt,
    String commit,
    String machine,
    Map<String, String> versions,
    Map<String, Object> settings,
    double generatorCpuSecondsPerMillionSamples,
    List<Ingested> ingest,
    List<Probes.Outcome> freshness,
    List<Asked> queries,
    Map<String, Object> targets,
    double loadAtEnd) {

  /** One store's ingest. */
  record Ingested(
      String store,
      String table,
      long rows,
      double loadBefore,
      double acknowledgedRowsPerSecond,
      double queryableRowsPerSecond,
      double ownCpuSecondsPerMillionSamples,
      double clusterCpuSecondsPerMillionSamples,
      Map<String, Long> bytesOnDisk) {
    static Ingested of(String store, Ingest.Outcome outcome) {
      return new Ingested(
          store,
          outcome.table(),
          outcome.rows(),
          outcome.load(),
          outcome.acknowledgedRowsPerSecond(),
          outcome.queryableRowsPerSecond(),
          outcome.ownSecondsPerMillionSamples(),
          outcome.clusterSecondsPerMillionSamples(),
          outcome.bytes());
    }
  }

  /** One question's latencies, in milliseconds. */
  record Asked(
      String name,
      boolean hasTarget,
      int rows,
      double loadBefore,
      Quantiles embedded,
      Quantiles distributed) {
    static Asked of(Latencies.Outcome outcome) {
      return new Asked(
          outcome.name(),
          outcome.target(),
          outcome.rows(),
          outcome.load(),
          outcome.first(),
          outcome.second());
    }
  }
}
