package io.burnrate.benchmarks.stores;

import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A thousand GPUs whose {@value #READINGS} readings walk at random, a page of 8 rows for each node
 * and second. Two with the same seed give the same rows. Not thread-safe.
 */
final class Fleet {
  static final int GPUS_PER_NODE = 8;
  static final int NODES = 125;
  static final int GPUS = GPUS_PER_NODE * NODES;

  /** Values of each row that are samples, as many as a page of compare-scrape has. */
  static final int READINGS = 40;

  static final long STEP_MILLIS = 1_000;

  private static final Table TABLE = Tables.GPU_SAMPLES;
  private static final String[] MODELS = {
    "NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-80GB", "NVIDIA L40S"
  };

  /** What no field of dcgm-exporter among the forty is read into. */
  private static final Set<GpuMetric> NOT_READ =
      EnumSet.of(
          GpuMetric.POWER_LIMIT_WATTS,
          GpuMetric.NVLINK_TX_BYTES_PER_SECOND,
          GpuMetric.NVLINK_RX_BYTES_PER_SECOND);

  private final List<Walk> walks = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final SplittableRandom random;
  private final double[][] values;
  private long timeMillis;
  private int node;

  Fleet(long seed, long startMillis) {
    this.random = new SplittableRandom(seed);
    this.timeMillis = startMillis;
    for (GpuMetric metric : GpuMetric.values()) {
      if (!NOT_READ.contains(metric)) {
        walks.add(Walk.of(metric));
        columns.add(TABLE.column(metric.column()));
      }
    }
    if (walks.size() != READINGS) {
      throw new IllegalStateException(walks.size() + " readings");
    }
    this.values = new double[GPUS][READINGS];
    for (double[] each : values) {
      for (int i = 0; i < READINGS; i++) {
        each[i] = walks.get(i).first(random);
      }
    }
  }

  static String uuid(int gpu) {
    return String.format(Locale.ROOT, "GPU-5f8a2d6c-9b1e-4c3d-8e7f-%012d", gpu);
  }

  static String node(int node) {
    return String.format(Locale.ROOT, "gpu-node-%05d", node);
  }

  static String model(int node) {
    return MODELS[node % MODELS.length];
  }

  static String pool(int node) {
    return "pool-" + node % 5;
  }

  static String namespace(int gpu) {
    return "team-" + gpu / 4 % 20;
  }

  static String workload(int gpu) {
    return "job-" + gpu / 4;
  }

  /** The next node's page. */
  RowBatch next() {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "benchmark", GPUS_PER_NODE);
    for (int i = 0; i < GPUS_PER_NODE; i++) {
      int gpu = node * GPUS_PER_NODE + i;
      int row = rows.addRow();
      labels(rows, row, gpu, i);
      double[] now = values[gpu];
      for (int metric = 0; metric < READINGS; metric++) {
        now[metric] = walks.get(metric).next(now[metric], random);
        rows.set(row, columns.get(metric), now[metric]);
      }
    }
    node++;
    if (node == NODES) {
      node = 0;
      timeMillis += STEP_MILLIS;
    }
    return rows.build();
  }

  private void labels(RowBatch.Builder rows, int row, int gpu, int place) {
    rows.set(row, TABLE.time(), timeMillis).set(row, "gpu_uuid", Names.UUIDS[gpu]);
    rows.set(row, "cluster", "benchmark").set(row, "pool", Names.POOLS[node]);
    rows.set(row, "node", Names.NODES[node]).set(row, "gpu_model", model(node));
    rows.set(row, "namespace", Names.NAMESPACES[gpu]).set(row, "workload", Names.WORKLOADS[gpu]);
    rows.set(row, "target", Names.TARGETS[node]).set(row, "owners", Names.OWNERS[gpu]);
    rows.set(row, "gpu_index", Names.INDEXES[place]).set(row, "device", Names.DEVICES[place]);
    rows.set(row, "pci_bus_id", Names.BUSES[place]).set(row, "driver_version", "550.54.15");
    rows.set(row, "scrape_interval_millis", STEP_MILLIS);
  }

  /** Texts that are made once, as a reader of pages remembers them too. */
  private static final class Names {
    static final String[] UUIDS = new String[GPUS];
    static final String[] NAMESPACES = new String[GPUS];
    static final String[] WORKLOADS = new String[GPUS];
    static final String[] OWNERS = new String[GPUS];
    static final String[] NODES = new String[Fleet.NODES];
    static final String[] POOLS = new String[Fleet.NODES];
    static final String[] TARGETS = new String[Fleet.NODES];
    static final String[] INDEXES = new String[GPUS_PER_NODE];
    static final String[] DEVICES = new String[GPUS_PER_NODE];
    static final String[] BUSES = new String[GPUS_PER_NODE];

    static {
      for (int gpu = 0; gpu < GPUS; gpu++) {
        UUIDS[gpu] = uuid(gpu);
        NAMESPACES[gpu] = namespace(gpu);
        WORKLOADS[gpu] = workload(gpu);
        OWNERS[gpu] = namespace(gpu) + "/" + workload(gpu) + "-0";
      }
      for (int node = 0; node < Fleet.NODES; node++) {
        NODES[node] = node(node);
        POOLS[node] = pool(node);
        TARGETS[node] = "http://" + node(node) + ":9400/metrics";
      }
      for (int i = 0; i < GPUS_PER_NODE; i++) {
        INDEXES[i] = "" + i;
        DEVICES[i] = "nvidia" + i;
        BUSES[i] = String.format(Locale.ROOT, "00000000:%02X:00.0", i * 16 + 1);
      }
    }
  }
}
