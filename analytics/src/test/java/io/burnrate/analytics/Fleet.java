package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;

/** Writes rows as the collector does, one GPU or MIG instance at a time. */
final class Fleet {
  static final String H100 = "NVIDIA H100 80GB HBM3";

  private final RowBatch.Builder rows = RowBatch.builder(Tables.GPU_SAMPLES, "test", 8);
  private int row;
  private String container = "main";

  static Fleet page() {
    return new Fleet();
  }

  Fleet gpu(String uuid, long timeMillis) {
    row = rows.addRow();
    rows.set(row, "time_ms", timeMillis).set(row, "gpu_uuid", uuid);
    rows.set(row, "cluster", "lab").set(row, "pool", "h100").set(row, "node", "n1");
    rows.set(row, "gpu_model", H100).set(row, "scrape_interval_millis", 1_000);
    return this;
  }

  Fleet instance(String id, String profile) {
    rows.set(row, "mig_instance", id).set(row, "mig_profile", profile);
    return this;
  }

  Fleet with(GpuMetric metric, double value) {
    rows.set(row, metric.column(), value);
    return this;
  }

  Fleet busy(double ratio) {
    return with(GpuMetric.SM_ACTIVE_RATIO, ratio);
  }

  Fleet watts(double watts) {
    return with(GpuMetric.POWER_WATTS, watts);
  }

  Fleet counter(double millijoules) {
    return with(GpuMetric.ENERGY_MILLIJOULES, millijoules);
  }

  /** A row that is a part, as a sender's; no scrape interval is known of it. */
  Fleet part(String part) {
    rows.set(row, "part", part).set(row, "scrape_interval_millis", RowBatch.NO_LONG);
    return this;
  }

  Fleet count(String column, long readings) {
    rows.set(row, column, readings);
    return this;
  }

  Fleet target(String target) {
    rows.set(row, "target", target);
    return this;
  }

  Fleet interval(long millis) {
    rows.set(row, "scrape_interval_millis", millis);
    return this;
  }

  Fleet node(String node) {
    rows.set(row, "node", node);
    return this;
  }

  /**
   * Pods, each {@code namespace/name}, {@code namespace/name=weight}, or with what it asked for
   * {@code namespace/name=weight=ratio=bytes}, where each of the three may be empty. A name is that
   * of the pod, or {@code pod:container}.
   */
  Fleet pods(String... pods) {
    List<OwnerShare> shares = new ArrayList<>();
    for (String pod : pods) {
      String[] parts = pod.split("[/=]");
      String[] name = parts[1].split(":");
      Owner owner =
          new Owner(parts[0], name[0], name[0] + "-0", name.length > 1 ? name[1] : container);
      shares.add(new OwnerShare(owner, number(parts, 2), number(parts, 3), number(parts, 4)));
    }
    rows.set(row, "owners", OwnerShares.encode(shares));
    return this;
  }

  private static double number(String[] parts, int place) {
    return place < parts.length && !parts[place].isEmpty()
        ? Double.parseDouble(parts[place])
        : Double.NaN;
  }

  /** What the pods' containers are called from now on. */
  Fleet container(String name) {
    container = name;
    return this;
  }

  RowBatch rows() {
    return rows.build();
  }
}
