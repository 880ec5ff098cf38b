package io.burnrate.collector.serving;

import io.burnrate.store.Buckets;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.ServingMetric;
import io.burnrate.store.Tables;

/** Writes a row of {@link Tables#SERVING}. */
final class ServingRow {
  private static final Column SERVER = Tables.SERVING.column("server");
  private static final Column MODEL = Tables.SERVING.column("model");
  private static final Column ENGINE = Tables.SERVING.column("engine");
  private static final Column VERSION = Tables.SERVING.column("version");
  private static final Column METRIC = Tables.SERVING.column("metric");
  private static final Column DETAIL = Tables.SERVING.column("detail");
  private static final Column PART = Tables.SERVING.column("part");
  private static final Column SYSTEM = Tables.SERVING.column("system");
  private static final Column CLUSTER = Tables.SERVING.column("cluster");
  private static final Column POOL = Tables.SERVING.column("pool");
  private static final Column NODE = Tables.SERVING.column("node");
  private static final Column NAMESPACE = Tables.SERVING.column("namespace");
  private static final Column WORKLOAD = Tables.SERVING.column("workload");
  private static final Column POD = Tables.SERVING.column("pod");
  private static final Column TARGET = Tables.SERVING.column("target");
  private static final Column VALUE = Tables.SERVING.column("value");
  private static final Column OBSERVATIONS = Tables.SERVING.column("observations");
  private static final Column START_MS = Tables.SERVING.column("start_ms");
  private static final Column SCRAPE_INTERVAL_MILLIS =
      Tables.SERVING.column("scrape_interval_millis");
  private static final Column BOUNDS = Tables.SERVING.column("bounds");
  private static final Column COUNTS = Tables.SERVING.column("counts");

  private ServingRow() {}

  /**
   * Adds {@code row} to the batch.
   *
   * @param split whether its sender may have cut it
   */
  static void write(RowBatch.Builder builder, OpenRow row, boolean split, long intervalMillis) {
    RowKey key = row.key;
    boolean histogram = key.rule.metric().kind() == ServingMetric.Kind.HISTOGRAM;
    String part = split && histogram ? row.part() : "";
    if (!split) {
      row.complete();
    }
    int place = builder.addRow();
    builder
        .set(place, Tables.SERVING.time(), row.timeMillis)
        .set(place, SERVER, key.server)
        .set(place, MODEL, key.model)
        .set(place, ENGINE, key.engine)
        .set(place, VERSION, key.version)
        .set(place, METRIC, key.rule.metric().name())
        .set(place, DETAIL, key.detail)
        .set(place, PART, part)
        .set(place, SYSTEM, key.rule.system())
        .set(place, CLUSTER, key.cluster)
        .set(place, POOL, key.pool)
        .set(place, NODE, key.node)
        .set(place, NAMESPACE, key.namespace)
        .set(place, WORKLOAD, key.workload)
        .set(place, POD, key.pod)
        .set(place, TARGET, key.target)
        .set(place, VALUE, row.value)
        .set(place, OBSERVATIONS, row.observations)
        .set(place, START_MS, row.startMillis)
        .set(place, SCRAPE_INTERVAL_MILLIS, intervalMillis);
    Buckets buckets = row.toBuckets();
    if (buckets != null) {
      builder.set(place, BOUNDS, key.boundsText(buckets)).set(place, COUNTS, buckets.countsText());
    }
  }
}
