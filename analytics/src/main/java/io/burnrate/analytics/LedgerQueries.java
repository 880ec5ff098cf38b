package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Sums over the closed minutes of the ledger. Stateless. */
final class LedgerQueries {
  private static final Table TABLE = Tables.LEDGER;

  private final QueryStore store;

  LedgerQueries(QueryStore store) {
    this.store = store;
  }

  /** Hands out the closed entries of {@code range}, summed up by GPU, owner and class. */
  CompletionStage<Void> lines(TimeRange range, Consumer<LedgerLine> lines) {
    Query query =
        Query.aggregate(
            TABLE,
            range,
            List.of(),
            groups(
                "cluster",
                "pool",
                "node",
                "gpu_uuid",
                "gpu_model",
                "ledger_class",
                "namespace",
                "workload",
                "utilization_basis"),
            sums(
                "gpu_millis",
                "energy_millijoules",
                "used_micros",
                "utilization_known_millis",
                "measured_millis",
                "memory_used_byte_seconds",
                "memory_total_byte_seconds",
                "trust_millis",
                "estimated_energy_millis",
                "estimated_utilization_millis",
                "estimated_share_millis",
                "requested_share_millis",
                "counter_resets",
                "sentinel_readings",
                "duplicate_readings"));
    return store
        .query(query)
        .thenAccept(
            rows -> {
              for (int row = 0; row < rows.rows(); row++) {
                lines.accept(line(rows, row));
              }
            });
  }

  private static LedgerLine line(ResultTable rows, int row) {
    return new LedgerLine(
        new GpuLabels(
            rows.stringAt(row, "cluster"),
            rows.stringAt(row, "pool"),
            rows.stringAt(row, "node"),
            rows.stringAt(row, "gpu_uuid"),
            rows.stringAt(row, "gpu_model")),
        LedgerClass.ofKey(rows.stringAt(row, "ledger_class")),
        rows.stringAt(row, "namespace"),
        rows.stringAt(row, "workload"),
        rows.stringAt(row, "utilization_basis"),
        sum(rows, row, "gpu_millis"),
        sum(rows, row, "energy_millijoules"),
        sum(rows, row, "used_micros"),
        sum(rows, row, "utilization_known_millis"),
        sum(rows, row, "measured_millis"),
        rows.doubleAt(row, "memory_used_byte_seconds"),
        rows.doubleAt(row, "memory_total_byte_seconds"),
        new Trust(
            sum(rows, row, "trust_millis"),
            sum(rows, row, "estimated_energy_millis"),
            sum(rows, row, "estimated_utilization_millis"),
            sum(rows, row, "estimated_share_millis"),
            sum(rows, row, "requested_share_millis"),
            sum(rows, row, "counter_resets"),
            sum(rows, row, "sentinel_readings"),
            sum(rows, row, "duplicate_readings")));
  }

  /** Where the closed minutes of {@code range} went. */
  CompletionStage<LedgerReport> report(Dimension by, TimeRange range, Instant closedUntil) {
    List<String> names = new ArrayList<>(columns(by));
    if (!names.contains("ledger_class")) {
      names.add("ledger_class");
    }
    Query query =
        Query.aggregate(
            TABLE,
            range,
            List.of(),
            groups(names.toArray(String[]::new)),
            sums("gpu_minute_millis", "gpu_millis", "cost_nano_usd", "energy_millijoules"));
    return store.query(query).thenApply(rows -> fold(by, range, closedUntil, rows));
  }

  private static LedgerReport fold(
      Dimension by, TimeRange range, Instant closedUntil, ResultTable rows) {
    Map<String, long[]> items = new TreeMap<>();
    long[] totals = new long[3];
    long minutes = 0;
    for (int row = 0; row < rows.rows(); row++) {
      long[] item = items.computeIfAbsent(key(by, rows, row), k -> new long[3]);
      long[] sums = {
        sum(rows, row, "gpu_millis"),
        sum(rows, row, "cost_nano_usd"),
        sum(rows, row, "energy_millijoules")
      };
      for (int i = 0; i < sums.length; i++) {
        item[i] += sums[i];
        totals[i] += sums[i];
      }
      minutes += sum(rows, row, "gpu_minute_millis");
    }
    List<LedgerReport.Item> list = new ArrayList<>(items.size());
    items.forEach((key, sums) -> list.add(item(key, sums)));
    return new LedgerReport(by, range, closedUntil, list, item("", totals), minutes - totals[0]);
  }

  private static LedgerReport.Item item(String key, long[] sums) {
    return new LedgerReport.Item(key, sums[0], sums[1], sums[2]);
  }

  private static List<String> columns(Dimension by) {
    return switch (by) {
      case CLUSTER -> List.of("cluster");
      case POOL -> List.of("pool");
      case NODE -> List.of("node");
      case GPU -> List.of("gpu_uuid");
      case GPU_MODEL -> List.of("gpu_model");
      case NAMESPACE -> List.of("namespace");
      case WORKLOAD -> List.of("namespace", "workload");
      case CLASS -> List.of("ledger_class");
    };
  }

  private static String key(Dimension by, ResultTable rows, int row) {
    LedgerClass ledgerClass = LedgerClass.ofKey(rows.stringAt(row, "ledger_class"));
    List<String> names = columns(by).stream().map(name -> rows.stringAt(row, name)).toList();
    return by.key(ledgerClass, names);
  }

  private static List<Group> groups(String... columns) {
    List<Group> groups = new ArrayList<>();
    for (String column : columns) {
      groups.add(new Group.By(TABLE.column(column)));
    }
    return groups;
  }

  private static List<Aggregate> sums(String... columns) {
    List<Aggregate> sums = new ArrayList<>();
    for (String column : columns) {
      sums.add(Aggregate.sum(TABLE.column(column)));
    }
    return sums;
  }

  private static long sum(ResultTable rows, int row, String label) {
    long value = rows.longAt(row, label);
    return value == RowBatch.NO_LONG ? 0 : value;
  }
}
